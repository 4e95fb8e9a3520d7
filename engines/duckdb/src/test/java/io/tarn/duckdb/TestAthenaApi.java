package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.BatchGetQueryExecutionInput;
import io.tarn.api.athena.BatchGetQueryExecutionOutput;
import io.tarn.api.athena.CreateWorkGroupInput;
import io.tarn.api.athena.DeleteWorkGroupInput;
import io.tarn.api.athena.GetQueryResultsInput;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.GetTableMetadataInput;
import io.tarn.api.athena.GetWorkGroupInput;
import io.tarn.api.athena.ListQueryExecutionsInput;
import io.tarn.api.athena.ListQueryExecutionsOutput;
import io.tarn.api.athena.ListTableMetadataInput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.athena.WorkGroupConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Athena's operations besides the statements themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestAthenaApi {
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path directory) {
    lake = new AthenaLake(directory);
    lake().createBucket("results");
    lake().await(lake().start("CREATE DATABASE shop"));
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  private StartQueryExecutionInput.Builder query(String sql) {
    return StartQueryExecutionInput.builder().queryString(sql);
  }

  private static ResultConfiguration output(String location) {
    return ResultConfiguration.builder().outputLocation(location).build();
  }

  private String start(StartQueryExecutionInput.Builder input) {
    return requireNonNull(
        lake().run(AthenaService.START_QUERY_EXECUTION, input.build()).queryExecutionId());
  }

  /** All pages of a result, with the names first. */
  private List<List<List<@Nullable String>>> pages(String id, int rows) {
    List<List<List<@Nullable String>>> pages = new ArrayList<>();
    String token = null;
    do {
      GetQueryResultsOutput page =
          lake()
              .run(
                  AthenaService.GET_QUERY_RESULTS,
                  GetQueryResultsInput.builder()
                      .queryExecutionId(id)
                      .maxResults(rows)
                      .nextToken(token)
                      .build());
      pages.add(AthenaLake.cells(page));
      token = page.nextToken();
    } while (token != null);
    return pages;
  }

  @Test
  void pagesThroughResults() {
    String id = lake().start("SELECT x FROM UNNEST(sequence(1, 2500)) t(x) ORDER BY x");
    assertThat(AthenaLake.state(lake().await(id))).isEqualTo("SUCCEEDED");
    List<List<List<@Nullable String>>> pages = pages(id, 1000);
    assertThat(pages).extracting(List::size).containsExactly(1000, 1000, 501);
    List<@Nullable String> values =
        pages.stream().flatMap(List::stream).map(List::getFirst).toList();
    assertThat(values.getFirst()).isEqualTo("x");
    assertThat(values.get(2500)).isEqualTo("2500");
    assertThat(new HashSet<>(values)).hasSize(2501);
  }

  /**
   * A page ends and begins anywhere in the file, and a value is larger than what is read at once.
   */
  @Test
  void pagesThroughValuesOfAnyKind() {
    QueryExecution execution =
        lake()
            .succeed(
                """
                SELECT CAST(n AS varchar), array_join(repeat('"', n * 37), ','),
                  IF(n % 3 = 0, NULL, array_join(repeat(chr(10), n * 11), 'ä"')), ''
                FROM UNNEST(sequence(1, 300)) AS t(n) ORDER BY n""");
    List<List<@Nullable String>> rows =
        pages(requireNonNull(execution.queryExecutionId()), 7).stream()
            .flatMap(List::stream)
            .skip(1)
            .toList();
    assertThat(rows).hasSize(300);
    for (int n = 1; n <= 300; n++) {
      assertThat(rows.get(n - 1))
          .containsExactly(
              Integer.toString(n),
              String.join(",", Collections.nCopies(n * 37, "\"")),
              n % 3 == 0 ? null : String.join("ä\"", Collections.nCopies(n * 11, "\n")),
              "");
    }
  }

  @Test
  void startsOnceForOneToken() {
    String token = "a-token-of-at-least-thirty-two-characters";
    String first =
        start(
            query("SELECT 1")
                .clientRequestToken(token)
                .resultConfiguration(output("s3://results/")));
    assertThat(
            start(
                query("SELECT 1")
                    .clientRequestToken(token)
                    .resultConfiguration(output("s3://results/"))))
        .isEqualTo(first);
    assertThatThrownBy(
            () ->
                start(
                    query("SELECT 2")
                        .clientRequestToken(token)
                        .resultConfiguration(output("s3://results/"))))
        .hasMessageContaining("Idempotent parameters do not match");
  }

  @Test
  void wantsAnOutputLocation() {
    assertThatThrownBy(() -> start(query("SELECT 1")))
        .hasMessageContaining("No output location provided");
    assertThatThrownBy(() -> start(query("SELECT 1").resultConfiguration(output("file:///tmp/"))))
        .hasMessageContaining("outputLocation is not a valid S3 path");
  }

  @Test
  void wantsTheOutputBucketToBeThere() {
    assertThatThrownBy(
            () -> start(query("SELECT 1").resultConfiguration(output("s3://nowhere-at-all/x/"))))
        .hasMessageContaining("Unable to verify/create output bucket nowhere-at-all");
  }

  @Test
  void enforcesAWorkGroupsSettings() {
    lake()
        .run(
            AthenaService.CREATE_WORK_GROUP,
            CreateWorkGroupInput.builder()
                .name("analysts")
                .configuration(
                    WorkGroupConfiguration.builder()
                        .resultConfiguration(output("s3://results/analysts/"))
                        .build())
                .build());
    String id =
        start(
            query("SELECT 1")
                .workGroup("analysts")
                .resultConfiguration(output("s3://results/mine/")));
    QueryExecution execution = lake().await(id);
    assertThat(requireNonNull(execution.resultConfiguration()).outputLocation())
        .isEqualTo("s3://results/analysts/" + id + ".csv");
    ListQueryExecutionsOutput listed =
        lake()
            .run(
                AthenaService.LIST_QUERY_EXECUTIONS,
                ListQueryExecutionsInput.builder().workGroup("analysts").build());
    assertThat(listed.queryExecutionIds()).containsExactly(id);
    assertThatThrownBy(
            () ->
                lake()
                    .run(
                        AthenaService.DELETE_WORK_GROUP,
                        DeleteWorkGroupInput.builder().workGroup("analysts").build()))
        .hasMessageContaining("not empty");
    assertThatThrownBy(() -> start(query("SELECT 1").workGroup("nobody")))
        .hasMessageContaining("WorkGroup nobody is not found");
    assertThat(
            requireNonNull(
                    lake()
                        .run(
                            AthenaService.GET_WORK_GROUP,
                            GetWorkGroupInput.builder().workGroup("primary").build())
                        .workGroup())
                .state())
        .isEqualTo("ENABLED");
  }

  @Test
  void answersSeveralExecutionsAtOnce() {
    String id = lake().start("SELECT 1");
    lake().await(id);
    BatchGetQueryExecutionOutput output =
        lake()
            .run(
                AthenaService.BATCH_GET_QUERY_EXECUTION,
                BatchGetQueryExecutionInput.builder()
                    .queryExecutionIds(List.of(id, "nothing"))
                    .build());
    assertThat(output.queryExecutions())
        .extracting(QueryExecution::queryExecutionId)
        .containsExactly(id);
    assertThat(output.unprocessedQueryExecutionIds()).hasSize(1);
  }

  @Test
  void showsTheCatalogsTables() {
    lake()
        .await(
            lake()
                .start(
                    "CREATE EXTERNAL TABLE shown (a string COMMENT 'first') PARTITIONED BY (day"
                        + " string) COMMENT 'of two\n lines' ROW FORMAT SERDE"
                        + " 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES"
                        + " ('separatorChar' = '|') LOCATION 's3://results/t/'"));
    var table =
        requireNonNull(
            lake()
                .run(
                    AthenaService.GET_TABLE_METADATA,
                    GetTableMetadataInput.builder()
                        .catalogName("AwsDataCatalog")
                        .databaseName("shop")
                        .tableName("shown")
                        .build())
                .tableMetadata());
    assertThat(requireNonNull(table.columns()).getFirst().comment()).isEqualTo("first");
    assertThat(requireNonNull(table.partitionKeys()).getFirst().name()).isEqualTo("day");
    assertThat(table.parameters())
        .containsEntry("comment", "of two lines")
        .containsEntry("location", "s3://results/t")
        .containsEntry("serde.serialization.lib", "org.apache.hadoop.hive.serde2.OpenCSVSerde")
        .containsEntry("serde.param.separatorChar", "|");
    assertThat(
            lake()
                .run(
                    AthenaService.LIST_TABLE_METADATA,
                    ListTableMetadataInput.builder()
                        .catalogName("AwsDataCatalog")
                        .databaseName("shop")
                        .expression("sho*")
                        .build())
                .tableMetadataList())
        .hasSize(1);
    assertThatThrownBy(
            () ->
                lake()
                    .run(
                        AthenaService.GET_TABLE_METADATA,
                        GetTableMetadataInput.builder()
                            .catalogName("AwsDataCatalog")
                            .databaseName("shop")
                            .tableName("missing")
                            .build()))
        .hasMessageContaining("Table missing not found");
  }

  @Test
  void refusesResultsOfWhatHasNotSucceeded() {
    String id = lake().start("SELECT 1/0");
    lake().await(id);
    assertThatThrownBy(() -> lake().results(id))
        .hasMessageContaining("Query did not finish successfully. Final query state: FAILED");
    assertThatThrownBy(() -> lake().results("nothing")).hasMessageContaining("was not found");
  }

  /** Rights and buckets are not in memory then; the store's caches begin empty. */
  @Test
  void readsTablesFirstThingAfterAStart(@TempDir Path directory) {
    AthenaLake first = new AthenaLake(directory);
    first.createBucket("results");
    first.put("results", "words/a.txt", "eins\nzwei\n".getBytes(UTF_8));
    for (String text :
        List.of(
            "CREATE DATABASE shop",
            "CREATE EXTERNAL TABLE words (word string) LOCATION 's3://results/words/'")) {
      assertThat(AthenaLake.state(first.await(first.start(text)))).isEqualTo("SUCCEEDED");
    }
    first.crash();
    try (AthenaLake second = new AthenaLake(directory)) {
      String id = second.start("SELECT max(word) FROM words");
      second.await(id);
      assertThat(second.rows(id)).containsExactly(List.of("_col0"), List.of("zwei"));
    }
  }

  @Test
  void reportsStatementsThatAStopCutOff(@TempDir Path directory) {
    AthenaLake first = new AthenaLake(directory);
    first.createBucket("results");
    String id =
        first.start(
            "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1,"
                + " 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 1000)) c(z) WHERE x * y % 7 = z");
    while (AthenaLake.state(first.find(id)).equals("QUEUED")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    first.crash();
    try (AthenaLake second = new AthenaLake(directory)) {
      QueryExecution execution = second.await(id);
      assertThat(AthenaLake.state(execution)).isEqualTo("FAILED");
      assertThat(requireNonNull(execution.status()).stateChangeReason())
          .contains("stopped while this query was running");
    }
  }
}

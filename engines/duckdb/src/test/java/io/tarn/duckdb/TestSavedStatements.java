package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.BatchGetNamedQueryInput;
import io.tarn.api.athena.BatchGetNamedQueryOutput;
import io.tarn.api.athena.BatchGetPreparedStatementInput;
import io.tarn.api.athena.BatchGetPreparedStatementOutput;
import io.tarn.api.athena.CreateNamedQueryInput;
import io.tarn.api.athena.CreatePreparedStatementInput;
import io.tarn.api.athena.CreateWorkGroupInput;
import io.tarn.api.athena.DeleteNamedQueryInput;
import io.tarn.api.athena.DeletePreparedStatementInput;
import io.tarn.api.athena.DeleteWorkGroupInput;
import io.tarn.api.athena.GetNamedQueryInput;
import io.tarn.api.athena.GetPreparedStatementInput;
import io.tarn.api.athena.ListNamedQueriesInput;
import io.tarn.api.athena.ListNamedQueriesOutput;
import io.tarn.api.athena.ListPreparedStatementsInput;
import io.tarn.api.athena.ListPreparedStatementsOutput;
import io.tarn.api.athena.ListTagsForResourceInput;
import io.tarn.api.athena.NamedQuery;
import io.tarn.api.athena.PreparedStatement;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.athena.Tag;
import io.tarn.api.athena.TagResourceInput;
import io.tarn.api.athena.UntagResourceInput;
import io.tarn.api.athena.UpdateNamedQueryInput;
import io.tarn.api.athena.UpdatePreparedStatementInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Named queries, prepared statements and their values, tags. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestSavedStatements {
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path directory) {
    lake = new AthenaLake(directory);
    lake().createBucket("results");
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  private QueryExecution execute(String sql, String... values) {
    return execute(sql, input -> input.executionParameters(List.of(values)));
  }

  private QueryExecution execute(String sql, Consumer<StartQueryExecutionInput.Builder> more) {
    StartQueryExecutionInput.Builder input =
        StartQueryExecutionInput.builder()
            .queryString(sql)
            .resultConfiguration(
                ResultConfiguration.builder().outputLocation("s3://results/").build());
    more.accept(input);
    return lake()
        .await(
            requireNonNull(
                lake().run(AthenaService.START_QUERY_EXECUTION, input.build()).queryExecutionId()));
  }

  /** Clients give texts without quotes, too. */
  @Test
  void takesABareWordForAText() {
    assertThat(rows(execute("SELECT ? AS city, ? AS n", "Washington", "7")).get(1))
        .containsExactly("Washington", "7");
    assertThat(failure(execute("SELECT ? AS city", "\"Washington\"")))
        .startsWith("COLUMN_NOT_FOUND");
  }

  /** As in a statement, where Hive's quotes are no part of a name. */
  @Test
  void takesADatabaseInQuotes() {
    rows(execute("CREATE DATABASE quoted"));
    rows(
        execute(
            "CREATE EXTERNAL TABLE t (id int) STORED AS PARQUET LOCATION 's3://results/t/'",
            input -> input.queryExecutionContext(database("`quoted`"))));
    assertThat(
            rows(execute("SHOW TABLES", input -> input.queryExecutionContext(database("quoted")))))
        .containsExactly(List.of("t"));
  }

  private static QueryExecutionContext database(String name) {
    return QueryExecutionContext.builder().database(name).build();
  }

  private static String failure(QueryExecution execution) {
    assertThat(AthenaLake.state(execution)).isEqualTo("FAILED");
    return String.valueOf(requireNonNull(execution.status()).stateChangeReason());
  }

  private List<List<@Nullable String>> rows(QueryExecution execution) {
    assertThat(AthenaLake.state(execution))
        .as(String.valueOf(execution.status()))
        .isEqualTo("SUCCEEDED");
    return lake().rows(requireNonNull(execution.queryExecutionId()));
  }

  private String name(String name, @Nullable String group, @Nullable String token) {
    return requireNonNull(
        lake()
            .run(
                AthenaService.CREATE_NAMED_QUERY,
                CreateNamedQueryInput.builder()
                    .name(name)
                    .database("shop")
                    .queryString("SELECT '" + name + "'")
                    .workGroup(group)
                    .clientRequestToken(token)
                    .build())
            .namedQueryId());
  }

  private void prepare(String name, String group, String query) {
    lake()
        .run(
            AthenaService.CREATE_PREPARED_STATEMENT,
            CreatePreparedStatementInput.builder()
                .statementName(name)
                .workGroup(group)
                .queryStatement(query)
                .build());
  }

  private @Nullable PreparedStatement prepared(String name) {
    return lake()
        .run(
            AthenaService.GET_PREPARED_STATEMENT,
            GetPreparedStatementInput.builder().statementName(name).workGroup("primary").build())
        .preparedStatement();
  }

  private void group(String name) {
    lake()
        .run(
            AthenaService.CREATE_WORK_GROUP,
            CreateWorkGroupInput.builder()
                .name(name)
                .tags(List.of(Tag.builder().key("team").value("a").build()))
                .build());
  }

  @Test
  void keepsNamedQueries() {
    String id = name("first", null, null);
    NamedQuery found =
        lake()
            .run(
                AthenaService.GET_NAMED_QUERY,
                GetNamedQueryInput.builder().namedQueryId(id).build())
            .namedQuery();
    assertThat(requireNonNull(found).queryString()).isEqualTo("SELECT 'first'");
    assertThat(found.workGroup()).isEqualTo("primary");
    lake()
        .run(
            AthenaService.UPDATE_NAMED_QUERY,
            UpdateNamedQueryInput.builder()
                .namedQueryId(id)
                .name("second")
                .queryString("SELECT 2")
                .build());
    BatchGetNamedQueryOutput batch =
        lake()
            .run(
                AthenaService.BATCH_GET_NAMED_QUERY,
                BatchGetNamedQueryInput.builder().namedQueryIds(List.of(id, "no-such")).build());
    assertThat(requireNonNull(batch.namedQueries()).getFirst().name()).isEqualTo("second");
    assertThat(requireNonNull(batch.unprocessedNamedQueryIds()).getFirst().namedQueryId())
        .isEqualTo("no-such");
    lake()
        .run(
            AthenaService.DELETE_NAMED_QUERY,
            DeleteNamedQueryInput.builder().namedQueryId(id).build());
    assertThatThrownBy(
            () ->
                lake()
                    .run(
                        AthenaService.GET_NAMED_QUERY,
                        GetNamedQueryInput.builder().namedQueryId(id).build()))
        .hasMessageContaining("NamedQuery " + id + " was not found");
  }

  @Test
  void createsANamedQueryOnceForOneToken() {
    String token = "another-token-of-at-least-thirty-two-characters";
    String id = name("once", null, token);
    assertThat(name("once", null, token)).isEqualTo(id);
    assertThatThrownBy(() -> name("other", null, token))
        .hasMessageContaining("Idempotent parameters do not match");
  }

  @Test
  void pagesThroughNamedQueries() {
    group("paged");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(name("q" + i, "paged", null));
    }
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      ListNamedQueriesOutput page =
          lake()
              .run(
                  AthenaService.LIST_NAMED_QUERIES,
                  ListNamedQueriesInput.builder()
                      .workGroup("paged")
                      .maxResults(3)
                      .nextToken(token)
                      .build());
      seen.addAll(requireNonNull(page.namedQueryIds()));
      token = page.nextToken();
    } while (token != null);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    assertThatThrownBy(
            () ->
                lake()
                    .run(
                        AthenaService.DELETE_WORK_GROUP,
                        DeleteWorkGroupInput.builder().workGroup("paged").build()))
        .hasMessageContaining("not empty");
    lake()
        .run(
            AthenaService.DELETE_WORK_GROUP,
            DeleteWorkGroupInput.builder().workGroup("paged").recursiveDeleteOption(true).build());
    assertThatThrownBy(
            () ->
                lake()
                    .run(
                        AthenaService.GET_NAMED_QUERY,
                        GetNamedQueryInput.builder().namedQueryId(made.getFirst()).build()))
        .hasMessageContaining("was not found");
  }

  @Test
  void executesPreparedStatementsWithValues() {
    prepare("api", "primary", "SELECT ? + 1 AS n, ? AS s, ? AS d");
    assertThat(rows(execute("EXECUTE api USING 41, 'it''s', DATE '2024-01-02'")))
        .containsExactly(List.of("n", "s", "d"), List.of("42", "it's", "2024-01-02"));
    assertThat(rows(execute("EXECUTE api", "1", "'x'", "CAST('2020-02-29' AS date)")).getLast())
        .containsExactly("2", "x", "2020-02-29");
    assertThat(rows(execute("SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x > ? ORDER BY x", "1")))
        .containsExactly(List.of("x"), List.of("2"), List.of("3"));
    assertThat(failure(execute("EXECUTE api USING 1")))
        .contains("INVALID_PARAMETER_USAGE")
        .contains("expected 3 but found 1");
    assertThat(failure(execute("SELECT ?"))).contains("expected 1 but found 0");
    assertThat(failure(execute("EXECUTE nothing USING 1")))
        .contains("PreparedStatement nothing was not found in workGroup primary");
    assertThatThrownBy(() -> execute("SELECT ?", "1 +"))
        .hasMessageContaining("Execution parameter 1 + is no SQL value");
    // A value is a value: it cannot end the statement or begin another.
    assertThatThrownBy(() -> execute("SELECT ?", "1) OR (1 = 1"))
        .hasMessageContaining("is no SQL value");
  }

  @Test
  void preparesByStatement() {
    assertThat(AthenaLake.state(execute("PREPARE told FROM\nSELECT ? AS a -- as written")))
        .isEqualTo("SUCCEEDED");
    assertThat(requireNonNull(prepared("told")).queryStatement())
        .isEqualTo("SELECT ? AS a -- as written");
    assertThat(AthenaLake.state(execute("PREPARE told FROM SELECT 1 + ? AS a")))
        .isEqualTo("SUCCEEDED");
    assertThat(rows(execute("EXECUTE told USING 2")).getLast()).containsExactly("3");
    assertThat(AthenaLake.state(execute("DEALLOCATE PREPARE told"))).isEqualTo("SUCCEEDED");
    assertThat(failure(execute("EXECUTE told USING 2"))).contains("was not found");
    assertThat(failure(execute("DEALLOCATE PREPARE told"))).contains("was not found");
  }

  @Test
  void keepsPreparedStatementsByName() {
    prepare("kept_b", "primary", "SELECT 1");
    prepare("kept_a", "primary", "SELECT 2");
    assertThatThrownBy(() -> prepare("kept_a", "primary", "SELECT 3"))
        .hasMessageContaining("already exists");
    assertThatThrownBy(() -> prepare("kept_a", "no-such-group", "SELECT 3"))
        .hasMessageContaining("WorkGroup no-such-group is not found");
    lake()
        .run(
            AthenaService.UPDATE_PREPARED_STATEMENT,
            UpdatePreparedStatementInput.builder()
                .statementName("kept_a")
                .workGroup("primary")
                .queryStatement("SELECT 4")
                .build());
    assertThat(requireNonNull(prepared("kept_a")).queryStatement()).isEqualTo("SELECT 4");
    BatchGetPreparedStatementOutput batch =
        lake()
            .run(
                AthenaService.BATCH_GET_PREPARED_STATEMENT,
                BatchGetPreparedStatementInput.builder()
                    .workGroup("primary")
                    .preparedStatementNames(List.of("kept_b", "gone"))
                    .build());
    assertThat(requireNonNull(batch.preparedStatements())).hasSize(1);
    assertThat(requireNonNull(batch.unprocessedPreparedStatementNames()).getFirst().statementName())
        .isEqualTo("gone");
    ListPreparedStatementsOutput page =
        lake()
            .run(
                AthenaService.LIST_PREPARED_STATEMENTS,
                ListPreparedStatementsInput.builder().workGroup("primary").maxResults(50).build());
    assertThat(requireNonNull(page.preparedStatements()))
        .extracting(summary -> String.valueOf(summary.statementName()))
        .contains("kept_a", "kept_b")
        .isSorted();
    lake()
        .run(
            AthenaService.DELETE_PREPARED_STATEMENT,
            DeletePreparedStatementInput.builder()
                .statementName("kept_a")
                .workGroup("primary")
                .build());
    assertThatThrownBy(() -> prepared("kept_a"))
        .hasMessageContaining("PreparedStatement kept_a was not found");
  }

  @Test
  void tagsWorkGroups() {
    group("tagged");
    String arn = "arn:aws:athena:us-east-1:000000000000:workgroup/tagged";
    lake()
        .run(
            AthenaService.TAG_RESOURCE,
            TagResourceInput.builder()
                .resourceARN(arn)
                .tags(List.of(Tag.builder().key("stage").value("raw").build()))
                .build());
    lake()
        .run(
            AthenaService.UNTAG_RESOURCE,
            UntagResourceInput.builder().resourceARN(arn).tagKeys(List.of("team")).build());
    assertThat(
            lake()
                .run(
                    AthenaService.LIST_TAGS_FOR_RESOURCE,
                    ListTagsForResourceInput.builder().resourceARN(arn).build())
                .tags())
        .containsExactly(Tag.builder().key("stage").value("raw").build());
    assertThatThrownBy(
            () ->
                lake()
                    .run(
                        AthenaService.TAG_RESOURCE,
                        TagResourceInput.builder()
                            .resourceARN(arn + "-no")
                            .tags(List.of())
                            .build()))
        .hasMessageContaining("was not found");
  }
}

package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.CreateWorkGroupInput;
import io.tarn.api.athena.EncryptionConfiguration;
import io.tarn.api.athena.ManagedQueryResultsConfiguration;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.ResultReuseByAgeConfiguration;
import io.tarn.api.athena.ResultReuseConfiguration;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.athena.UpdateWorkGroupInput;
import io.tarn.api.athena.WorkGroupConfiguration;
import io.tarn.api.athena.WorkGroupConfigurationUpdates;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.sql.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a work group allows its statements: bytes, places, results of earlier ones. */
class TestWorkGroupLimits {
  private static final String FOREVER =
      "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1,"
          + " 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 1000)) c(z) WHERE x * y % 7 = z";

  private static AthenaLake open(Path directory, int places) {
    return new AthenaLake(directory, new Limits(8, places, 1000, 100, 100_000));
  }

  private static String start(AthenaLake lake, String group, String sql, boolean reuse) {
    return requireNonNull(
        lake.run(
                AthenaService.START_QUERY_EXECUTION,
                StartQueryExecutionInput.builder()
                    .queryString(sql)
                    .workGroup(group)
                    .queryExecutionContext(QueryExecutionContext.builder().database("shop").build())
                    .resultConfiguration(
                        ResultConfiguration.builder().outputLocation("s3://results/").build())
                    .resultReuseConfiguration(
                        ResultReuseConfiguration.builder()
                            .resultReuseByAgeConfiguration(
                                ResultReuseByAgeConfiguration.builder()
                                    .enabled(reuse)
                                    .maxAgeInMinutes(5)
                                    .build())
                            .build())
                    .build())
            .queryExecutionId());
  }

  private static QueryExecution ended(AthenaLake lake, String group, String sql) {
    return lake.await(start(lake, group, sql, false));
  }

  @Test
  void endsStatementsThatScanTooMuch(@TempDir Path directory) {
    try (AthenaLake lake = open(directory, 8)) {
      lake.createBucket("results");
      lake.createBucket("data");
      lake.put(
          "data",
          "large/a.csv",
          "a line of text\n".repeat(800_000).getBytes(StandardCharsets.UTF_8));
      lake.put("data", "small/a.csv", "a line of text\n".getBytes(StandardCharsets.UTF_8));
      lake.await(lake.start("CREATE DATABASE shop"));
      for (String table : List.of("large", "small")) {
        lake.await(
            lake.start(
                "CREATE EXTERNAL TABLE "
                    + table
                    + " (line string) LOCATION 's3://data/"
                    + table
                    + "/'"));
      }
      lake.run(
          AthenaService.CREATE_WORK_GROUP,
          CreateWorkGroupInput.builder()
              .name("thrifty")
              .configuration(
                  WorkGroupConfiguration.builder().bytesScannedCutoffPerQuery(10_000_000L).build())
              .build());
      QueryExecution cut = ended(lake, "thrifty", "SELECT count(DISTINCT line) FROM large");
      assertThat(AthenaLake.state(cut)).isEqualTo("CANCELLED");
      assertThat(requireNonNull(cut.status()).stateChangeReason())
          .isEqualTo("Bytes scanned limit was exceeded");
      assertThat(AthenaLake.state(ended(lake, "thrifty", "SELECT count(*) FROM small")))
          .isEqualTo("SUCCEEDED");
      assertThat(AthenaLake.state(ended(lake, "primary", "SELECT count(*) FROM large")))
          .isEqualTo("SUCCEEDED");
      lake.run(
          AthenaService.UPDATE_WORK_GROUP,
          UpdateWorkGroupInput.builder()
              .workGroup("thrifty")
              .configurationUpdates(
                  WorkGroupConfigurationUpdates.builder()
                      .removeBytesScannedCutoffPerQuery(true)
                      .build())
              .build());
      assertThat(AthenaLake.state(ended(lake, "thrifty", "SELECT count(*) FROM large")))
          .isEqualTo("SUCCEEDED");
    }
  }

  @Test
  void letsStatementsWaitForAPlace(@TempDir Path directory) {
    String running;
    String last;
    try (AthenaLake lake = open(directory, 1)) {
      lake.createBucket("results");
      lake.run(
          AthenaService.CREATE_WORK_GROUP, CreateWorkGroupInput.builder().name("narrow").build());
      running = start(lake, "narrow", FOREVER, false);
      awaitRunning(lake, running);
      String given = start(lake, "narrow", "SELECT 1", false);
      String second = start(lake, "narrow", "SELECT 2", false);
      last = start(lake, "narrow", "SELECT 3", false);
      assertThat(AthenaLake.state(ended(lake, "primary", "SELECT 4")))
          .as("another group has places of its own")
          .isEqualTo("SUCCEEDED");
      lake.stop(given);
      assertThat(AthenaLake.state(lake.find(given))).isEqualTo("CANCELLED");
      assertThat(AthenaLake.state(lake.find(second)))
          .as("a place was not free")
          .isEqualTo("QUEUED");
      lake.stop(running);
      assertThat(lake.rows(requireNonNull(lake.await(second).queryExecutionId())).get(1))
          .containsExactly("2");
      assertThat(AthenaLake.state(lake.await(last))).isEqualTo("SUCCEEDED");
      running = start(lake, "narrow", FOREVER, false);
      awaitRunning(lake, running);
      last = start(lake, "narrow", "SELECT 5", false);
      lake.crash();
    }
    try (AthenaLake lake = open(directory, 1)) {
      assertThat(AthenaLake.state(lake.await(running))).isEqualTo("FAILED");
      assertThat(AthenaLake.state(lake.await(last)))
          .as("it had only waited")
          .isEqualTo("SUCCEEDED");
    }
  }

  private static void awaitRunning(AthenaLake lake, String id) {
    while (AthenaLake.state(lake.find(id)).equals("QUEUED")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Test
  void givesAnEarlierResultToWhoAsksForIt(@TempDir Path directory) {
    try (AthenaLake lake = open(directory, 8)) {
      lake.createBucket("results");
      String sql = "SELECT random() AS r";
      QueryExecution first = lake.await(start(lake, "primary", sql, true));
      assertThat(reused(first)).isFalse();
      QueryExecution again = lake.await(start(lake, "primary", sql, true));
      assertThat(reused(again)).isTrue();
      assertThat(lake.rows(requireNonNull(again.queryExecutionId())))
          .isEqualTo(lake.rows(requireNonNull(first.queryExecutionId())));
      assertThat(reused(ended(lake, "primary", sql))).as("not asked for").isFalse();
      assertThat(reused(lake.await(start(lake, "primary", sql + " ", true))))
          .as("another text")
          .isFalse();
      lake.denied.add("s3:GetObject");
      assertThat(reused(lake.await(start(lake, "primary", sql, true))))
          .as("may not read it")
          .isFalse();
    }
  }

  private static boolean reused(QueryExecution execution) {
    assertThat(AthenaLake.state(execution)).isEqualTo("SUCCEEDED");
    return requireNonNull(
        requireNonNull(requireNonNull(execution.statistics()).resultReuseInformation())
            .reusedPreviousResult());
  }

  @Test
  void encryptsWhatItWrites(@TempDir Path directory) {
    try (AthenaLake lake = open(directory, 8)) {
      lake.createBucket("results");
      lake.run(
          AthenaService.CREATE_WORK_GROUP,
          CreateWorkGroupInput.builder()
              .name("sealed")
              .configuration(
                  WorkGroupConfiguration.builder()
                      .resultConfiguration(
                          ResultConfiguration.builder()
                              .outputLocation("s3://results/sealed/")
                              .encryptionConfiguration(
                                  EncryptionConfiguration.builder()
                                      .encryptionOption("SSE_S3")
                                      .build())
                              .build())
                      .build())
              .build());
      QueryExecution sealed = ended(lake, "sealed", "SELECT 'secret' AS s");
      assertThat(encryption(lake, sealed)).isEqualTo("AES256");
      assertThat(lake.rows(requireNonNull(sealed.queryExecutionId())).get(1))
          .containsExactly("secret");
      assertThat(encryption(lake, ended(lake, "primary", "SELECT 1"))).isNull();
      assertThatThrownBy(
              () ->
                  lake.run(
                      AthenaService.START_QUERY_EXECUTION,
                      StartQueryExecutionInput.builder()
                          .queryString("SELECT 1")
                          .resultConfiguration(
                              ResultConfiguration.builder()
                                  .outputLocation("s3://results/")
                                  .encryptionConfiguration(
                                      EncryptionConfiguration.builder()
                                          .encryptionOption("CSE_KMS")
                                          .kmsKey("k")
                                          .build())
                                  .build())
                          .build()))
          .hasMessageContaining("CSE_KMS is not supported");
      assertThatThrownBy(
              () ->
                  lake.run(
                      AthenaService.CREATE_WORK_GROUP,
                      CreateWorkGroupInput.builder()
                          .name("managed")
                          .configuration(
                              WorkGroupConfiguration.builder()
                                  .managedQueryResultsConfiguration(
                                      ManagedQueryResultsConfiguration.builder()
                                          .enabled(true)
                                          .build())
                                  .build())
                          .build()))
          .hasMessageContaining("ManagedQueryResultsConfiguration is not supported");
    }
  }

  private static @Nullable String encryption(AthenaLake lake, QueryExecution execution) {
    assertThat(AthenaLake.state(execution)).isEqualTo("SUCCEEDED");
    String location =
        requireNonNull(requireNonNull(execution.resultConfiguration()).outputLocation());
    return lake.run(
            S3Service.HEAD_OBJECT,
            HeadObjectRequest.builder()
                .bucket("results")
                .key(location.substring("s3://results/".length()))
                .build())
        .serverSideEncryption();
  }
}

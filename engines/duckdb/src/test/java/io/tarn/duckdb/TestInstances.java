package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.CreateWorkGroupInput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.sql.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who shares an engine's instance with whom, and who waits for whom. */
class TestInstances {
  /** More than a small statement reads. */
  private static final int LARGE = 20 << 20;

  private static final String FOREVER =
      "SELECT count(*) FROM large a CROSS JOIN large b WHERE a.line || 'x' < b.line || 'y'";

  /** As many tens of thousands of elements as no group has memory for. */
  private static final int MOVED = 500;

  private static void fill(AthenaLake lake) {
    lake.createBucket("results");
    lake.createBucket("data");
    String line = "a line of some text\n";
    lake.put(
        "data", "large/a.csv", line.repeat(LARGE / line.length()).getBytes(StandardCharsets.UTF_8));
    lake.await(lake.start("CREATE DATABASE shop"));
    lake.await(lake.start("CREATE EXTERNAL TABLE large (line string) LOCATION 's3://data/large/'"));
  }

  @Test
  void smallStatementsWaitForNoLargeOne(@TempDir Path directory) {
    try (AthenaLake lake = new AthenaLake(directory)) {
      fill(lake);
      List<String> large = new ArrayList<>();
      for (int i = 0; i < Instances.LANES + 2; i++) {
        large.add(lake.start(FOREVER));
      }
      for (int i = 0; i < 5; i++) {
        String small = lake.start("SELECT " + i);
        assertThat(AthenaLake.state(lake.await(small))).isEqualTo("SUCCEEDED");
      }
      for (String id : large) {
        assertThat(AthenaLake.state(lake.find(id))).isIn("QUEUED", "RUNNING");
      }
      // The last first: it waits for a place when it is told to go.
      for (String id : large.reversed()) {
        lake.stop(id);
        assertThat(AthenaLake.state(lake.await(id))).isEqualTo("CANCELLED");
      }
      for (int i = 0; i < Instances.LANES + 1; i++) {
        QueryExecution counted = lake.await(lake.start("SELECT count(*) FROM large"));
        assertThat(lake.rows(requireNonNull(counted.queryExecutionId())).get(1))
            .as("every place was given back")
            .containsExactly(Integer.toString(LARGE / 20));
      }
    }
  }

  @Test
  void hundredAtOnceFinish(@TempDir Path directory) {
    try (AthenaLake lake = new AthenaLake(directory)) {
      fill(lake);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        ids.add(
            lake.start(
                i % 10 == 0
                    ? "SELECT " + i + ", count(DISTINCT line) FROM large"
                    : "SELECT " + i + ", 1"));
      }
      for (int i = 0; i < 100; i++) {
        QueryExecution ended = lake.await(ids.get(i));
        assertThat(lake.rows(requireNonNull(ended.queryExecutionId())).get(1))
            .containsExactly(Integer.toString(i), "1");
      }
    }
  }

  @Test
  void whoNeedsTooMuchMemoryFailsAlone(@TempDir Path directory) {
    Limits limits = new Limits(8, 8, 1000, 100, 100_000);
    DuckDbEngine.Limits engine = new DuckDbEngine.Limits(512, 0, 2);
    try (AthenaLake lake = new AthenaLake(directory, limits, engine)) {
      fill(lake);
      lake.run(
          AthenaService.CREATE_WORK_GROUP, CreateWorkGroupInput.builder().name("other").build());
      String list =
          "SELECT cardinality(array_agg(x)) FROM UNNEST(sequence(1, 10000)) a(x)"
              + " CROSS JOIN UNNEST(sequence(1, %d)) b(y)";
      String greedy = lake.start(list.formatted(10_000));
      String moved = lake.start(list.formatted(MOVED));
      String beside = lake.start("SELECT count(*) FROM large");
      assertThat(AthenaLake.state(lake.await(beside))).isEqualTo("SUCCEEDED");
      assertThat(lake.rows(requireNonNull(lake.await(moved).queryExecutionId())).get(1))
          .as("more than a group has, less than a statement alone has")
          .containsExactly(Integer.toString(MOVED * 10_000));
      QueryExecution failed = lake.await(greedy);
      assertThat(AthenaLake.state(failed)).isEqualTo("FAILED");
      assertThat(requireNonNull(failed.status()).stateChangeReason())
          .contains("EXCEEDED_LOCAL_MEMORY_LIMIT");
      assertThat(AthenaLake.state(lake.await(lake.start("SELECT count(*) FROM large"))))
          .isEqualTo("SUCCEEDED");
    }
  }
}

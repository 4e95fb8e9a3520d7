package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.athena.QueryExecution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What DuckDB could not compute after many rows is computed again, and every row counts once. */
class TestRepeatedStatements {
  private static final int ROWS = 200_000;

  /** Products that fit 64 bits, and in the end one that does not. */
  private static final String PRODUCTS =
      "SELECT CAST(x AS decimal(18, 2)) * CAST(IF(x = "
          + ROWS
          + ", 1000000000000000, x) AS decimal(18, 2)) AS p FROM UNNEST(sequence(1, 1000)) a(i)"
          + " CROSS JOIN UNNEST(sequence(1, "
          + ROWS / 1000
          + ")) b(j) CROSS JOIN UNNEST(ARRAY[(i - 1) * "
          + ROWS / 1000
          + " + j]) c(x)";

  private static final String LAST = "200000000000000000000.0000";

  private static List<String> row(AthenaLake lake, String sql) {
    QueryExecution ended = lake.await(lake.start(sql));
    return lake.rows(requireNonNull(ended.queryExecutionId())).get(1);
  }

  @Test
  void everyRowCountsOnce(@TempDir Path directory) {
    try (AthenaLake lake = new AthenaLake(directory)) {
      lake.createBucket("results");
      lake.createBucket("data");
      lake.await(lake.start("CREATE DATABASE shop"));
      QueryExecution all = lake.await(lake.start(PRODUCTS));
      assertThat(AthenaLake.state(all)).isEqualTo("SUCCEEDED");
      String location = requireNonNull(requireNonNull(all.resultConfiguration()).outputLocation());
      List<String> lines =
          new String(
                  lake.get("results", location.substring("s3://results/".length())),
                  StandardCharsets.UTF_8)
              .lines()
              .toList();
      assertThat(lines).hasSize(ROWS + 1).doesNotHaveDuplicates().contains('"' + LAST + '"');

      assertThat(
              AthenaLake.state(
                  lake.await(
                      lake.start(
                          "CREATE TABLE products WITH (external_location = 's3://data/products/')"
                              + " AS "
                              + PRODUCTS))))
          .isEqualTo("SUCCEEDED");
      assertThat(row(lake, "SELECT count(*), count(DISTINCT p), max(p) FROM products"))
          .containsExactly("" + ROWS, "" + ROWS, LAST);
    }
  }

  @Test
  void aFailureOfTrinosRemains(@TempDir Path directory) {
    try (AthenaLake lake = new AthenaLake(directory)) {
      lake.createBucket("results");
      lake.await(lake.start("CREATE DATABASE shop"));
      QueryExecution failed = lake.await(lake.start("SELECT p * p * p FROM (" + PRODUCTS + ")"));
      assertThat(AthenaLake.state(failed)).isEqualTo("FAILED");
      assertThat(requireNonNull(failed.status()).stateChangeReason())
          .contains("NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow");
    }
  }
}

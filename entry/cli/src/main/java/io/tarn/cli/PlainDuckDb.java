package io.tarn.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** DuckDB by itself, in the demo's own process, as the yardstick for what the lake adds. */
final class PlainDuckDb {
  private PlainDuckDb() {}

  /**
   * Converts CSV files to one Parquet file and returns the milliseconds it took, the opening of
   * DuckDB not counted.
   */
  static long copy(List<Path> files, Path target) {
    String list =
        files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", ", "[", "]"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 2");
      long start = System.nanoTime();
      statement.execute(
          "COPY (SELECT * FROM read_csv("
              + list
              + ", header = true, columns = {'sale_id': 'BIGINT', 'sold_at': 'VARCHAR', 'region': 'VARCHAR',"
              + " 'category': 'VARCHAR', 'product_id': 'BIGINT', 'quantity': 'BIGINT', 'amount': 'DOUBLE'}))"
              + " TO '"
              + target
              + "' (FORMAT parquet, COMPRESSION gzip)");
      return (System.nanoTime() - start) / 1_000_000;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Plain DuckDB cannot convert the files: " + e.getMessage(), e);
    }
  }
}

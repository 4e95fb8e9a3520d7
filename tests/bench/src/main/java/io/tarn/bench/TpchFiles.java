package io.tarn.bench;

import static java.util.stream.Collectors.joining;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** TPC-H's tables as Parquet files, a file each, and as tables of a lake. */
final class TpchFiles {
  private TpchFiles() {}

  /** Generates the files; those that are there already stay. */
  static List<Path> write(Path directory, double scale) throws IOException, SQLException {
    List<Path> files = new ArrayList<>();
    for (TpchTable<?> table : TpchTable.getTables()) {
      Path file = directory.resolve(table.getTableName() + ".parquet");
      files.add(file);
      if (!Files.exists(file)) {
        write(table, scale, file);
      }
    }
    return files;
  }

  private static void write(TpchTable<?> table, double scale, Path file)
      throws IOException, SQLException {
    Path text = file.resolveSibling(table.getTableName() + ".txt");
    try (BufferedWriter writer = Files.newBufferedWriter(text)) {
      for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
        String line = row.toLine();
        writer.append(line, 0, line.length() - 1).append('\n');
      }
    }
    String types =
        table.getColumns().stream()
            .map(column -> "'" + column.getColumnName() + "': '" + type(column) + "'")
            .collect(joining(", ", "{", "}"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM read_csv('%s', delim = '|', header = false, quote = '', columns = %s)) TO '%s' (FORMAT parquet)"
              .formatted(text, types, file));
    }
    Files.delete(text);
  }

  private static String type(TpchColumn<?> column) {
    TpchColumnType type = column.getType();
    return switch (type.getBase()) {
      case IDENTIFIER -> "BIGINT";
      case INTEGER -> "INTEGER";
      case DATE -> "DATE";
      case DOUBLE -> "DECIMAL(12,2)";
      case VARCHAR -> "VARCHAR";
    };
  }

  static String table(Path file) {
    return file.getFileName().toString().replace(".parquet", "");
  }

  /** Uploads the files and declares a table over each. */
  static void load(Server lake, AthenaClient client, List<Path> files) throws IOException {
    try (LeanClient store = lake.connect()) {
      store.put("/bench", new byte[0]);
      for (Path file : files) {
        store.put("/bench/" + table(file) + "/part.parquet", Files.readAllBytes(file));
      }
    }
    client.finish("CREATE DATABASE tpch");
    for (TpchTable<?> table : TpchTable.getTables()) {
      String columns =
          table.getColumns().stream()
              .map(
                  column ->
                      column.getColumnName() + " " + type(column).replace("VARCHAR", "STRING"))
              .collect(joining(", "));
      client.finish(
          "CREATE EXTERNAL TABLE %s (%s) STORED AS PARQUET LOCATION 's3://bench/%s/'"
              .formatted(table.getTableName(), columns, table.getTableName()));
    }
  }
}

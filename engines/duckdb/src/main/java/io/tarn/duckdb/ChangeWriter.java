package io.tarn.duckdb;

import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import io.trino.spi.type.Type;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.duckdb.DuckDBPreparedStatement;

/**
 * What an UPDATE, DELETE or MERGE changes in an Iceberg table: the rows that are new, and for every
 * file with rows that are no more their positions. The statement is computed once, into a table of
 * its connection; both are written from that.
 */
final class ChangeWriter {
  private static final String CHANGES = "changes";

  /** Numbers that Iceberg reserves for the columns of position deletes. */
  private static final String POSITIONS = "{file_path: 2147483546, pos: 2147483545}";

  private final DuckExecution.Preparer preparer;
  private final FileWriter writer;
  private final WriteSpec spec;
  private final Path directory;
  private final String operation;
  private final String row;

  ChangeWriter(DuckExecution.Preparer preparer, FileWriter writer, WriteSpec spec, Path directory) {
    this.preparer = preparer;
    this.writer = writer;
    this.spec = spec;
    this.directory = directory;
    OwnNames own = OwnNames.besides(spec.names());
    this.operation = own.quoted("operation");
    this.row = own.quoted("row");
  }

  /** The statement's outputs as columns of the table of changes. */
  String column(int index, Type type, String sql) {
    return switch (index) {
      case 0 -> sql + " AS " + operation;
      case 1 -> sql + " AS " + row;
      default -> writer.column(index - 2, type, sql);
    };
  }

  Execution.Changed write(String statement) {
    try {
      // What matches no case of a MERGE changes nothing.
      run(
          "CREATE OR REPLACE TEMP TABLE "
              + CHANGES
              + " AS SELECT * FROM ("
              + statement
              + ") AS c WHERE "
              + operation
              + " > 0");
      long rows = 0;
      boolean inserts = false;
      Map<String, Long> deleted = new LinkedHashMap<>();
      try (DuckDBPreparedStatement counts =
              preparer.prepare(
                  "SELECT "
                      + operation
                      + ", CASE WHEN "
                      + operation
                      + " = 1 THEN NULL ELSE "
                      + part("f0")
                      + " END, count(*) FROM "
                      + CHANGES
                      + " GROUP BY ALL ORDER BY 2");
          ResultSet result = counts.executeQuery()) {
        while (result.next()) {
          int operation = result.getInt(1);
          rows += result.getLong(3);
          inserts |= operation != 2;
          if (operation != 1) {
            deleted.merge(result.getString(2), result.getLong(3), Long::sum);
          }
        }
      }
      return new Execution.Changed(
          inserts ? inserted() : new Execution.Written(List.of(), 0, writer.bytes()),
          positions(deleted),
          rows);
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private Execution.Written inserted() {
    String columns =
        spec.names().stream()
            .map(Literals::quoted)
            .collect(java.util.stream.Collectors.joining(", "));
    return writer.copy("SELECT " + columns + " FROM " + CHANGES + " WHERE " + operation + " <> 2");
  }

  private List<Execution.Deleted> positions(Map<String, Long> deleted) throws SQLException {
    List<Execution.Deleted> files = new ArrayList<>();
    for (Map.Entry<String, Long> entry : deleted.entrySet()) {
      String uri = entry.getKey();
      Path path = directory.resolve("deletes-" + files.size() + ".parquet");
      try (DuckDBPreparedStatement copy =
              preparer.prepare(
                  "COPY (SELECT "
                      + part("f0")
                      + " AS file_path, "
                      + part("f1")
                      + " AS pos FROM "
                      + CHANGES
                      + " WHERE "
                      + operation
                      + " <> 1 AND "
                      + part("f0")
                      + " = "
                      + Literals.text(uri)
                      + " ORDER BY 2) TO "
                      + Literals.text(path.toString())
                      + " (FORMAT parquet, COMPRESSION zstd, FIELD_IDS "
                      + POSITIONS
                      + ", RETURN_STATS)");
          ResultSet result = copy.executeQuery()) {
        result.next();
        files.add(
            new Execution.Deleted(
                uri,
                new WrittenFile(
                    path, entry.getValue(), result.getLong(3), List.of(), OptionalInt.empty())));
      }
    }
    return files;
  }

  /** The file's name, or the row's place in it. */
  private String part(String field) {
    return "struct_extract(" + row + ", " + Literals.text(field) + ")";
  }

  private void run(String sql) throws SQLException {
    try (DuckDBPreparedStatement statement = preparer.prepare(sql)) {
      statement.execute();
    }
  }
}

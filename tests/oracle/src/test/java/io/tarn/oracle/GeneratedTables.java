package io.tarn.oracle;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.Metastore;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import io.trino.tpcds.column.ColumnType;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of TPC-H and TPC-DS as Parquet files, made by the generators that Trino's connectors
 * of those names use, with the types that these connectors show.
 */
final class GeneratedTables implements Metastore {
  private final Path directory;
  private final Map<String, Map<String, LakeTable>> tables = new TreeMap<>();
  private final Map<LakeTable, SourceFile> files = new java.util.HashMap<>();

  GeneratedTables(Path directory) {
    this.directory = directory;
  }

  /** Rows as lines of values with a bar between them. */
  @FunctionalInterface
  private interface Lines {
    void write(BufferedWriter writer) throws IOException;
  }

  GeneratedTables generateTpch(double scale) throws IOException, SQLException {
    for (TpchTable<?> table : TpchTable.getTables()) {
      List<LakeColumn> columns = new ArrayList<>();
      for (TpchColumn<?> column : table.getColumns()) {
        columns.add(
            new LakeColumn(column.getColumnName(), type(column.getType()), columns.size(), false));
      }
      add(
          "tpch",
          table.getTableName(),
          columns,
          writer -> {
            for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
              String line = row.toLine();
              writer.append(line, 0, line.length() - 1).append('\n');
            }
          });
    }
    return this;
  }

  private static Type type(TpchColumnType type) {
    return switch (type.getBase()) {
      case IDENTIFIER -> BigintType.BIGINT;
      case INTEGER -> IntegerType.INTEGER;
      case DATE -> DateType.DATE;
      case DOUBLE -> DecimalType.createDecimalType(12, 2);
      case VARCHAR ->
          VarcharType.createVarcharType(Math.toIntExact(type.getPrecision().orElseThrow()));
    };
  }

  GeneratedTables generateTpcds(double scale) throws IOException, SQLException {
    Session session = Session.getDefaultSession().withScale(scale);
    for (Table table : Table.getBaseTables()) {
      if (table == Table.DBGEN_VERSION) {
        // It tells who generated the data and when.
        continue;
      }
      List<LakeColumn> columns = new ArrayList<>();
      for (Column column : table.getColumns()) {
        columns.add(
            new LakeColumn(column.getName(), type(column.getType()), columns.size(), false));
      }
      Session own = session.withTable(table);
      add(
          "tpcds",
          table.getName(),
          columns,
          writer -> {
            for (List<List<String>> rows : Results.constructResults(table, own)) {
              writer.write(
                  rows.getFirst().stream()
                      .map(value -> value == null ? "" : value)
                      .collect(joining("|", "", "\n")));
            }
          });
    }
    return this;
  }

  private static Type type(ColumnType type) {
    return switch (type.getBase()) {
      case IDENTIFIER -> BigintType.BIGINT;
      case INTEGER -> IntegerType.INTEGER;
      case DATE -> DateType.DATE;
      case DECIMAL ->
          DecimalType.createDecimalType(
              type.getPrecision().orElseThrow(), type.getScale().orElseThrow());
      case CHAR -> CharType.createCharType(type.getPrecision().orElseThrow());
      case VARCHAR -> VarcharType.createVarcharType(type.getPrecision().orElseThrow());
      case TIME -> throw new IllegalArgumentException("No table has a time");
    };
  }

  private void add(String database, String name, List<LakeColumn> columns, Lines lines)
      throws IOException, SQLException {
    Path text = directory.resolve(database + "-" + name + ".txt");
    Path parquet = directory.resolve(database + "-" + name + ".parquet");
    try (BufferedWriter writer = Files.newBufferedWriter(text)) {
      lines.write(writer);
    }
    String types =
        columns.stream()
            .map(column -> "'" + column.name() + "': '" + duckType(column.type()) + "'")
            .collect(joining(", ", "{", "}"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM read_csv('%s', delim = '|', header = false, quote = '', escape = '', columns = %s)) TO '%s' (FORMAT parquet)"
              .formatted(text, types, parquet));
    }
    Files.delete(text);
    LakeTable table =
        new LakeTable(
            database,
            name,
            TableFormat.PARQUET,
            "s3://b/" + name + "/",
            Map.of(),
            columns,
            List.of());
    tables.computeIfAbsent(database, _ -> new TreeMap<>()).put(name, table);
    files.put(
        table,
        new SourceFile(
            parquet,
            "s3://b/" + name + "/" + parquet.getFileName(),
            Files.size(parquet),
            parquet.toString(),
            Instant.EPOCH,
            table,
            List.<@Nullable String>of()));
  }

  private static String duckType(Type type) {
    return type instanceof CharType || type instanceof VarcharType
        ? "VARCHAR"
        : type.getDisplayName();
  }

  List<SourceFile> filesOf(LakeTable table) {
    return Stream.ofNullable(files.get(table)).toList();
  }

  @Override
  public boolean databaseExists(String database) {
    return tables.containsKey(database);
  }

  @Override
  public List<String> listDatabases() {
    return List.copyOf(tables.keySet());
  }

  @Override
  public List<String> listTables(String database) {
    return List.copyOf(tables.getOrDefault(database, Map.of()).keySet());
  }

  @Override
  public Map<String, List<LakeColumn>> listColumns(String database) {
    Map<String, List<LakeColumn>> columns = new TreeMap<>();
    tables
        .getOrDefault(database, Map.of())
        .forEach((name, table) -> columns.put(name, table.columns()));
    return columns;
  }

  @Override
  public Map<String, ConnectorViewDefinition> listViews(String database) {
    return Map.of();
  }

  @Override
  public Optional<LakeTable> findTable(String database, String table) {
    return Optional.ofNullable(tables.getOrDefault(database, Map.of()).get(table));
  }

  @Override
  public Optional<ConnectorViewDefinition> findView(String database, String view) {
    return Optional.empty();
  }
}

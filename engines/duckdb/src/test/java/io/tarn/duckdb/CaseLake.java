package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.Metastore;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.type.TypeManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables a case file declares, with their files in a temporary directory. */
final class CaseLake implements Metastore {
  private final TypeManager types;
  private final Path directory;
  private final Map<String, LakeTable> tables = new HashMap<>();
  private final Map<String, List<SourceFile>> files = new HashMap<>();
  private final Map<Path, byte[]> written = new HashMap<>();
  private int counter;

  CaseLake(TypeManager types, Path directory) {
    this.types = types;
    this.directory = directory;
  }

  /** {@code name FORMAT (column type, ...) [(key type, ...)] [property=value ...]} */
  String declare(String line) {
    String name = line.substring(0, line.indexOf(' '));
    String rest = line.substring(name.length()).strip();
    TableFormat format = TableFormat.valueOf(rest.substring(0, rest.indexOf(' ')));
    rest = rest.substring(rest.indexOf('('));
    int end = close(rest);
    List<LakeColumn> columns = columns(rest.substring(1, end), false);
    rest = rest.substring(end + 1).strip();
    List<LakeColumn> keys = List.of();
    if (rest.startsWith("(")) {
      end = close(rest);
      keys = columns(rest.substring(1, end), true);
      rest = rest.substring(end + 1).strip();
    }
    Map<String, String> properties = new HashMap<>();
    for (String property : rest.isEmpty() ? new String[0] : rest.split(" ")) {
      int equals = property.indexOf('=');
      properties.put(property.substring(0, equals), property.substring(equals + 1));
    }
    tables.put(
        name, new LakeTable("db", name, format, "s3://b/" + name + "/", properties, columns, keys));
    files.put(name, new ArrayList<>());
    return name;
  }

  private static int close(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("No closing parenthesis: " + text);
  }

  private List<LakeColumn> columns(String text, boolean keys) {
    List<LakeColumn> columns = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String[] parts = text.substring(start, i).strip().split(" ", 2);
        columns.add(new LakeColumn(parts[0], types.fromSqlType(parts[1]), columns.size(), keys));
        start = i + 1;
      }
    }
    return columns;
  }

  /** Text to put into a file as it is, or DuckDB SQL whose rows become a Parquet file. */
  void file(String table, String partition, String content) throws IOException, SQLException {
    LakeTable lake = requireNonNull(tables.get(table));
    String extension = lake.format() == TableFormat.PARQUET ? ".parquet" : ".txt";
    Path path = directory.resolve(counter++ + "-" + table + extension);
    if (lake.format() == TableFormat.PARQUET) {
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement()) {
        statement.execute("COPY (" + content + ") TO '" + path + "' (FORMAT parquet)");
      }
    } else {
      Files.writeString(path, content);
    }
    add(lake, partition, path);
  }

  /** Bytes to put into a file as they are. */
  void bytes(String table, String partition, byte[] content) throws IOException {
    Path path = directory.resolve(counter++ + "-" + table + ".txt");
    Files.write(path, content);
    add(requireNonNull(tables.get(table)), partition, path);
  }

  private void add(LakeTable lake, String partition, Path path) throws IOException {
    written.put(path, Files.readAllBytes(path));
    List<@Nullable String> values = new ArrayList<>();
    for (String value : partition.isEmpty() ? new String[0] : partition.split("/")) {
      values.add(value.equals("NULL") ? null : value);
    }
    requireNonNull(files.get(lake.name()))
        .add(
            new SourceFile(
                path,
                "s3://b/" + lake.name() + "/" + path.getFileName(),
                Files.size(path),
                path.toString(),
                Instant.parse("2024-03-01T12:00:00.123Z"),
                lake,
                values));
  }

  /** Files of the tables that are not what they were, and files that nobody declared. */
  List<Path> touched() throws IOException {
    List<Path> touched = new ArrayList<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!Arrays.equals(written.get(path), Files.readAllBytes(path))) {
          touched.add(path);
        }
      }
    }
    written.keySet().stream().filter(Files::notExists).forEach(touched::add);
    return touched;
  }

  List<SourceFile> filesOf(LakeTable table) {
    return files.getOrDefault(table.name(), List.of());
  }

  @Override
  public boolean databaseExists(String database) {
    return database.equals("db");
  }

  @Override
  public List<String> listDatabases() {
    return List.of("db");
  }

  @Override
  public List<String> listTables(String database) {
    return listColumns(database).keySet().stream().toList();
  }

  @Override
  public Map<String, List<LakeColumn>> listColumns(String database) {
    Map<String, List<LakeColumn>> columns = new TreeMap<>();
    if (!databaseExists(database)) {
      return columns;
    }
    tables.forEach(
        (name, table) ->
            columns.put(
                name,
                Stream.of(table.columns(), table.partitionKeys()).flatMap(List::stream).toList()));
    return columns;
  }

  @Override
  public Map<String, ConnectorViewDefinition> listViews(String database) {
    return Map.of();
  }

  @Override
  public Optional<LakeTable> findTable(String database, String table) {
    return database.equals("db")
        ? Optional.ofNullable(tables.get(table.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  @Override
  public Optional<ConnectorViewDefinition> findView(String database, String view) {
    return Optional.empty();
  }
}

package io.tarn.duckdb;

import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Parquet files say of their columns. Objects are immutable, so a footer once read is kept for
 * the object's version.
 */
final class Footers {
  private static final int KEPT = 20_000;

  /**
   * A file's top-level column.
   *
   * @param name as the file spells it
   * @param type DuckDB's reading of it
   * @param finerThanMillis whether a timestamp may hold parts of a millisecond
   * @param bytes the compressed size of all its chunks
   * @param field its number and those of what lies in it
   */
  record Column(
      String name,
      String type,
      String stored,
      boolean finerThanMillis,
      long bytes,
      StoredField field) {}

  /** A file's columns by lower-case name, in file order. */
  record Footer(Map<String, Column> columns) {
    /** What a file has for a column of a table: by its number where both have numbers. */
    @Nullable Column find(LakeColumn wanted, boolean byName) {
      FieldId field = wanted.field();
      if (field != null
          && field.id() != FieldId.NO_NUMBER
          && columns.values().stream().anyMatch(c -> c.field().isNumbered())) {
        return columns.values().stream()
            .filter(column -> column.field().id() == field.id())
            .findFirst()
            .orElse(null);
      }
      if (field != null && !field.names().isEmpty()) {
        return columns.entrySet().stream()
            .filter(column -> field.names().contains(column.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
      }
      return byName
          ? columns.get(wanted.name())
          : columns.values().stream().skip(wanted.index()).findFirst().orElse(null);
    }
  }

  private final Map<String, Footer> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(256, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Footer> eldest) {
              return size() > KEPT;
            }
          });

  List<Footer> read(Connection connection, List<SourceFile> files) throws SQLException {
    List<SourceFile> unknown = new ArrayList<>();
    for (SourceFile file : files) {
      if (!known.containsKey(file.version())) {
        unknown.add(file);
      }
    }
    Map<String, Footer> fresh = new LinkedHashMap<>();
    for (int from = 0; from < unknown.size(); from += 500) {
      readAll(connection, unknown.subList(from, Math.min(from + 500, unknown.size())), fresh);
    }
    known.putAll(fresh);
    List<Footer> footers = new ArrayList<>();
    for (SourceFile file : files) {
      Footer footer = fresh.get(file.version());
      if (footer == null) {
        footer = known.get(file.version());
      }
      footers.add(footer == null ? new Footer(Map.of()) : footer);
    }
    return footers;
  }

  private static void readAll(
      Connection connection, List<SourceFile> files, Map<String, Footer> fresh)
      throws SQLException {
    String list = Scans.fileList(files);
    Map<String, Map<String, Long>> bytes = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT file_name, split_part(path_in_schema, ', ', 1),"
                    + " CAST(sum(total_compressed_size) AS BIGINT) FROM parquet_metadata("
                    + list
                    + ") GROUP BY ALL")) {
      while (rows.next()) {
        bytes
            .computeIfAbsent(rows.getString(1), unused -> new LinkedHashMap<>())
            .put(rows.getString(2), rows.getLong(3));
      }
    }
    Map<String, List<Element>> elements = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT file_name, name, duckdb_type, coalesce(num_children, 0), type,"
                    + " coalesce(CAST(logical_type AS VARCHAR), ''), coalesce(converted_type, ''),"
                    + " coalesce(field_id, -1)"
                    + " FROM parquet_schema("
                    + list
                    + ")")) {
      while (rows.next()) {
        elements
            .computeIfAbsent(rows.getString(1), unused -> new ArrayList<>())
            .add(
                new Element(
                    rows.getString(2),
                    String.valueOf(rows.getString(3)),
                    rows.getInt(4),
                    String.valueOf(rows.getString(5)),
                    rows.getString(6).contains("MILLIS=Milli")
                        || rows.getString(7).equals("TIMESTAMP_MILLIS"),
                    rows.getInt(8)));
      }
    }
    for (SourceFile file : files) {
      String name = file.path().toString();
      fresh.put(
          file.version(),
          footer(elements.getOrDefault(name, List.of()), bytes.getOrDefault(name, Map.of())));
    }
  }

  private record Element(
      String name, String type, int children, String stored, boolean millis, int id) {}

  private static Footer footer(List<Element> elements, Map<String, Long> bytes) {
    Map<String, Column> columns = new LinkedHashMap<>();
    int next = 1;
    while (next < elements.size()) {
      Element element = elements.get(next);
      columns.putIfAbsent(
          element.name().toLowerCase(Locale.ROOT),
          new Column(
              element.name(),
              element.type(),
              element.stored(),
              !element.millis(),
              bytes.getOrDefault(element.name(), 0L),
              field(elements, next)));
      next = skip(elements, next);
    }
    return new Footer(Collections.unmodifiableMap(columns));
  }

  private static StoredField field(List<Element> elements, int index) {
    Element element = elements.get(index);
    List<Integer> below = childrenOf(elements, index);
    DuckType type = DuckType.parse(element.type());
    if (type.isMap() && below.size() == 1) {
      below = childrenOf(elements, below.getFirst());
    } else if (type.isList() && below.size() == 1) {
      List<Integer> inner = childrenOf(elements, below.getFirst());
      // Old writers repeat the element itself.
      below = inner.size() == 1 ? inner : below;
    }
    return new StoredField(
        element.id(), below.stream().map(child -> field(elements, child)).toList());
  }

  private static List<Integer> childrenOf(List<Element> elements, int index) {
    List<Integer> children = new ArrayList<>();
    int next = index + 1;
    for (int child = 0; child < elements.get(index).children(); child++) {
      children.add(next);
      next = skip(elements, next);
    }
    return children;
  }

  private static int skip(List<Element> elements, int index) {
    int next = index + 1;
    for (int child = 0; child < elements.get(index).children(); child++) {
      next = skip(elements, next);
    }
    return next;
  }
}

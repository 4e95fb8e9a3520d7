package io.tarn.duckdb;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Rows of a Parquet file as JSON, of structs and those of their fields that are asked for. */
final class JsonRows {
  private final Connection connection;

  JsonRows(Connection connection) {
    this.connection = connection;
  }

  void read(Path file, Map<String, List<String>> wanted, Consumer<String> row) throws IOException {
    try {
      String source = Literals.text(file.toString());
      List<String> members = members(fields(source), wanted);
      if (members.isEmpty()) {
        return;
      }
      String sql =
          "SELECT CAST(to_json(struct_pack("
              + String.join(", ", members)
              + ")) AS VARCHAR) FROM read_parquet("
              + source
              + ")";
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          row.accept(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IOException(
          String.valueOf(e.getMessage())
              .replace(file.toString(), "the file")
              .lines()
              .findFirst()
              .orElse("it is broken"),
          e);
    }
  }

  /** The file's columns and what each of them has in it. */
  private Map<String, List<String>> fields(String source) throws SQLException {
    List<String> names = new ArrayList<>();
    List<Integer> children = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, coalesce(num_children, 0) FROM parquet_schema(" + source + ")")) {
      while (rows.next()) {
        names.add(rows.getString(1));
        children.add(rows.getInt(2));
      }
    }
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int at = 1;
    while (at < names.size()) {
      List<String> below = new ArrayList<>();
      int next = at + 1;
      for (int child = 0; child < children.get(at); child++) {
        below.add(names.get(next));
        next = behind(children, next);
      }
      fields.put(names.get(at), below);
      at = next;
    }
    return fields;
  }

  private static int behind(List<Integer> children, int at) {
    int next = at + 1;
    for (int child = 0; child < children.get(at); child++) {
      next = behind(children, next);
    }
    return next;
  }

  private static List<String> members(
      Map<String, List<String>> stored, Map<String, List<String>> wanted) {
    List<String> members = new ArrayList<>();
    wanted.forEach(
        (column, fields) -> {
          List<String> own = stored.getOrDefault(column, List.of());
          String name = Literals.quoted(column);
          List<String> parts = new ArrayList<>();
          for (String field : fields) {
            if (own.contains(field)) {
              String part = Literals.quoted(field);
              parts.add(part + " := struct_extract(" + name + ", " + Literals.text(field) + ")");
            }
          }
          if (!parts.isEmpty()) {
            members.add(
                name
                    + " := CASE WHEN "
                    + name
                    + " IS NULL THEN NULL ELSE struct_pack("
                    + String.join(", ", parts)
                    + ") END");
          }
        });
    return members;
  }
}

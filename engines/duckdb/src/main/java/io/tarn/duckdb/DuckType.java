package io.tarn.duckdb;

import java.util.ArrayList;
import java.util.List;

/**
 * A DuckDB type read from its text.
 *
 * @param name a flat type's name with its parameters, or LIST, MAP, STRUCT
 * @param fields a struct's field names
 */
record DuckType(String name, List<String> fields, List<DuckType> children) {
  static DuckType parse(String text) {
    String type = text.strip();
    if (type.endsWith("]")) {
      DuckType element = parse(type.substring(0, type.lastIndexOf('[')));
      return new DuckType("LIST", List.of(), List.of(element));
    }
    if (type.startsWith("MAP(")) {
      List<String> parts = split(type.substring(4, type.length() - 1));
      return new DuckType("MAP", List.of(), parts.stream().map(DuckType::parse).toList());
    }
    if (type.startsWith("STRUCT(")) {
      List<String> names = new ArrayList<>();
      List<DuckType> children = new ArrayList<>();
      for (String part : split(type.substring(7, type.length() - 1))) {
        String field = part.strip();
        int end = nameEnd(field);
        String name = field.substring(0, end);
        names.add(
            name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name);
        children.add(parse(field.substring(end)));
      }
      return new DuckType("STRUCT", names, children);
    }
    return new DuckType(type, List.of(), List.of());
  }

  boolean isList() {
    return name.equals("LIST");
  }

  boolean isMap() {
    return name.equals("MAP");
  }

  boolean isStruct() {
    return name.equals("STRUCT");
  }

  private static int nameEnd(String field) {
    if (!field.startsWith("\"")) {
      return field.indexOf(' ');
    }
    int i = 1;
    while (field.charAt(i) != '"' || (i + 1 < field.length() && field.charAt(i + 1) == '"')) {
      i += field.charAt(i) == '"' ? 2 : 1;
    }
    return i + 1;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      } else if (!quoted && c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}

package io.tarn.catalog.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.catalog.inference.HiveType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A table's schema, which the log keeps as Spark's JSON, as Hive's types. Source: Delta Transaction
 * Log Protocol, "Schema Serialization Format".
 */
final class DeltaSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*\\d+\\s*,\\s*\\d+\\s*\\)");
  private static final Pattern TEXT = Pattern.compile("(?:var)?char\\(\\d+\\)");
  private static final int DEPTH_MAX = 64;

  private final String where;

  private DeltaSchema(String where) {
    this.where = where;
  }

  /**
   * @param where the log, for messages
   */
  static List<DeltaColumn> columns(String where, String text) {
    try {
      return new DeltaSchema(where).columns(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw DeltaException.corrupt(where, "its schema is no JSON: " + e.getOriginalMessage());
    }
  }

  private List<DeltaColumn> columns(JsonNode root) {
    if (!"struct".equals(root.path("type").asText()) || !root.path("fields").isArray()) {
      throw DeltaException.corrupt(where, "its schema is no struct");
    }
    List<DeltaColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode field : root.path("fields")) {
      String name = name(field);
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw DeltaException.corrupt(where, "two columns are named " + name);
      }
      JsonNode metadata = field.path("metadata");
      JsonNode comment = metadata.path("comment");
      columns.add(
          new DeltaColumn(
              name,
              type(field.path("type"), name, 0),
              field.path("nullable").asBoolean(true),
              comment.isTextual() ? comment.asText() : null,
              metadata.path("delta.columnMapping.physicalName").asText(name),
              mapping(field)));
    }
    return List.copyOf(columns);
  }

  private static DeltaColumn.Mapping mapping(JsonNode field) {
    JsonNode metadata = field.path("metadata");
    return new DeltaColumn.Mapping(
        metadata.path("delta.columnMapping.id").asInt(-1),
        metadata.path("delta.columnMapping.physicalName").asText(field.path("name").asText()),
        children(field.path("type")));
  }

  private static DeltaColumn.Mapping unnamed(JsonNode type) {
    return new DeltaColumn.Mapping(-1, "", children(type));
  }

  private static List<DeltaColumn.Mapping> children(JsonNode type) {
    return switch (type.path("type").asText()) {
      case "array" -> List.of(unnamed(type.path("elementType")));
      case "map" -> List.of(unnamed(type.path("keyType")), unnamed(type.path("valueType")));
      case "struct" -> {
        List<DeltaColumn.Mapping> fields = new ArrayList<>();
        type.path("fields").forEach(field -> fields.add(mapping(field)));
        yield fields;
      }
      default -> List.of();
    };
  }

  private String name(JsonNode field) {
    String name = field.path("name").asText("");
    if (name.isEmpty()) {
      throw DeltaException.corrupt(where, "a field of its schema has no name");
    }
    return name;
  }

  private HiveType type(JsonNode type, String column, int depth) {
    if (depth > DEPTH_MAX) {
      throw DeltaException.corrupt(where, "column " + column + " is nested too deep");
    }
    if (type.isTextual()) {
      return primitive(type.asText(), column);
    }
    return switch (type.path("type").asText()) {
      case "array" -> new HiveType.ListOf(type(type.path("elementType"), column, depth + 1));
      case "map" ->
          new HiveType.MapOf(
              type(type.path("keyType"), column, depth + 1),
              type(type.path("valueType"), column, depth + 1));
      case "struct" -> {
        List<HiveType.Field> fields = new ArrayList<>();
        for (JsonNode field : type.path("fields")) {
          fields.add(new HiveType.Field(name(field), type(field.path("type"), column, depth + 1)));
        }
        yield new HiveType.Struct(fields);
      }
      default ->
          throw DeltaException.corrupt(where, "the type of column " + column + " is " + type);
    };
  }

  private static HiveType primitive(String name, String column) {
    return switch (name) {
      case "string", "float", "double", "boolean", "binary", "date" -> new HiveType.Primitive(name);
      case "long" -> HiveType.BIGINT;
      case "integer" -> HiveType.INT;
      case "short" -> new HiveType.Primitive("smallint");
      case "byte" -> new HiveType.Primitive("tinyint");
      case "timestamp", "timestamp_ntz" -> new HiveType.Primitive("timestamp");
      default -> {
        if (DECIMAL.matcher(name).matches() || TEXT.matcher(name).matches()) {
          yield new HiveType.Primitive(name.replace(" ", ""));
        }
        throw DeltaException.unsupported("The type " + name + " of column " + column);
      }
    };
  }
}

package io.tarn.catalog.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of an Avro object container: its schema as Hive types, its codec, and how many
 * rows the blocks in the bytes at hand hold. Source: Apache Avro 1.12 specification, "Object
 * Container Files"; types as Hive's AvroSerDe maps them.
 */
final class AvroHeader {
  private static final int MAGIC = 4;
  private static final int SYNC = 16;
  private static final int DEPTH_MAX = 64;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> named = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private AvroHeader() {}

  /**
   * @param head the file's first bytes
   * @param whole whether they are all of it
   * @throws IOException when the header is broken or does not fit into {@code head}
   */
  static ProbedFile read(byte[] head, boolean whole) throws IOException {
    Varints in = new Varints(head, MAGIC, head.length);
    Map<String, String> meta = new HashMap<>();
    long count = in.signed();
    while (count != 0) {
      if (count < 0) {
        count = -count;
        in.signed();
      }
      for (long i = 0; i < count; i++) {
        String key = in.text(in.signed());
        meta.put(key, in.text(in.signed()));
      }
      count = in.signed();
    }
    in.skip(SYNC);
    String schema = meta.get("avro.schema");
    if (schema == null) {
      throw new IOException("the header holds no avro.schema");
    }
    JsonNode root = JSON.readTree(schema);
    if (!root.path("type").asText().equals("record")) {
      throw new IOException("the schema is a " + root.path("type").asText() + ", not a record");
    }
    AvroHeader reader = new AvroHeader();
    reader.named.put(root.path("name").asText(), root);
    List<ProbedFile.Column> columns = new ArrayList<>();
    for (JsonNode field : root.path("fields")) {
      columns.add(
          new ProbedFile.Column(
              field.path("name").asText(), reader.typeOf(field.path("type"), 0).text()));
    }
    String codec = meta.getOrDefault("avro.codec", "null");
    return new ProbedFile(columns, rows(in, whole), codec.equals("null") ? "none" : codec);
  }

  private static long rows(Varints in, boolean whole) throws IOException {
    long rows = 0;
    while (in.hasMore()) {
      try {
        long count = in.signed();
        in.skip(in.signed());
        in.skip(SYNC);
        rows += count;
      } catch (IOException e) {
        if (whole) {
          throw new IOException("the file is cut off after " + rows + " rows", e);
        }
        break;
      }
    }
    return rows;
  }

  private HiveType typeOf(JsonNode schema, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw new IOException("the schema is nested deeper than " + DEPTH_MAX);
    }
    if (schema.isArray()) {
      return union(schema, depth);
    }
    if (schema.isTextual()) {
      JsonNode known = named.get(schema.asText());
      return known == null ? primitive(schema.asText()) : structOrEnum(known, depth);
    }
    JsonNode type = schema.path("type");
    if (!type.isTextual()) {
      return typeOf(type, depth + 1);
    }
    HiveType logical = logical(schema);
    if (logical != null) {
      return logical;
    }
    return switch (type.asText()) {
      case "record", "enum", "fixed" -> {
        named.put(schema.path("name").asText(), schema);
        if (schema.hasNonNull("namespace")) {
          named.put(schema.path("namespace").asText() + "." + schema.path("name").asText(), schema);
        }
        yield structOrEnum(schema, depth);
      }
      case "array" -> new HiveType.ListOf(typeOf(schema.path("items"), depth + 1));
      case "map" -> new HiveType.MapOf(HiveType.STRING, typeOf(schema.path("values"), depth + 1));
      default -> typeOf(type, depth + 1);
    };
  }

  private static @Nullable HiveType logical(JsonNode schema) {
    return switch (schema.path("logicalType").asText()) {
      case "decimal" ->
          new HiveType.Primitive(
              "decimal("
                  + schema.path("precision").asInt(10)
                  + ","
                  + schema.path("scale").asInt(0)
                  + ")");
      case "date" -> new HiveType.Primitive("date");
      case "timestamp-millis" -> new HiveType.Primitive("timestamp");
      default -> null;
    };
  }

  private HiveType structOrEnum(JsonNode schema, int depth) throws IOException {
    HiveType logical = logical(schema);
    if (logical != null) {
      return logical;
    }
    if (schema.path("type").asText().equals("enum")) {
      return HiveType.STRING;
    }
    if (schema.path("type").asText().equals("fixed")) {
      return new HiveType.Primitive("binary");
    }
    String name = schema.path("name").asText();
    if (!open.add(name)) {
      throw new IOException("the record " + name + " holds itself, which no table can");
    }
    List<HiveType.Field> fields = new ArrayList<>();
    for (JsonNode field : schema.path("fields")) {
      fields.add(
          new HiveType.Field(
              field.path("name").asText().toLowerCase(Locale.ROOT),
              typeOf(field.path("type"), depth + 1)));
    }
    open.remove(name);
    return new HiveType.Struct(fields);
  }

  /** A value that may be null is its other branch; a choice of several is Hive's uniontype. */
  private HiveType union(JsonNode branches, int depth) throws IOException {
    List<HiveType> types = new ArrayList<>();
    for (JsonNode branch : branches) {
      if (!branch.asText().equals("null")) {
        types.add(typeOf(branch, depth + 1));
      }
    }
    if (types.size() == 1) {
      return types.getFirst();
    }
    List<String> texts = types.stream().map(HiveType::text).toList();
    return types.isEmpty()
        ? HiveType.STRING
        : new HiveType.Primitive("uniontype<" + String.join(",", texts) + ">");
  }

  private static HiveType primitive(String name) throws IOException {
    return switch (name) {
      case "null", "string" -> HiveType.STRING;
      case "boolean" -> HiveType.BOOLEAN;
      case "int" -> HiveType.INT;
      case "long" -> HiveType.BIGINT;
      case "float" -> new HiveType.Primitive("float");
      case "double" -> HiveType.DOUBLE;
      case "bytes" -> new HiveType.Primitive("binary");
      default -> throw new IOException("the schema names an unknown type: " + name);
    };
  }
}

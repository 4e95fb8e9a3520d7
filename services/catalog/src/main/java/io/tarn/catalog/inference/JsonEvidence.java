package io.tarn.catalog.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the values at one place of JSON documents have shown, with what they hold inside. */
final class JsonEvidence {
  /** What a value is. */
  enum Kind {
    NULL("null"),
    INT("whole number"),
    BIGINT("whole number beyond 32 bits"),
    HUGE("whole number beyond 64 bits"),
    DOUBLE("number with a fraction or exponent"),
    BOOLEAN("true/false"),
    STRING("string"),
    OBJECT("object"),
    ARRAY("array");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private static final int MAP_KEYS_MIN = 50;
  private static final int CHILDREN_MAX = 10_000;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, Example> first = new EnumMap<>(Kind.class);
  private final Map<String, JsonEvidence> fields = new LinkedHashMap<>();
  private final Map<String, String> spelling = new LinkedHashMap<>();
  private @Nullable JsonEvidence element;

  /**
   * Reads the value the parser stands on.
   *
   * @param linesBefore lines of the file before the parser's text
   */
  void see(JsonParser parser, String file, long linesBefore) throws IOException {
    JsonToken token = parser.currentToken();
    Kind kind = kindOf(parser, token);
    long count = counts.merge(kind, 1L, Long::sum);
    if (count == 1) {
      String shown = kind == Kind.OBJECT || kind == Kind.ARRAY ? kind.words : parser.getText();
      first.put(
          kind, new Example(file, linesBefore + parser.currentTokenLocation().getLineNr(), shown));
    }
    if (kind == Kind.OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        field(name).see(parser, file, linesBefore);
      }
    } else if (kind == Kind.ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (element == null) {
          element = new JsonEvidence();
        }
        element.see(parser, file, linesBefore);
      }
    }
  }

  private JsonEvidence field(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    spelling.putIfAbsent(key, name);
    if (fields.size() >= CHILDREN_MAX && !fields.containsKey(key)) {
      throw new IllegalStateException("an object has more than " + CHILDREN_MAX + " names");
    }
    return fields.computeIfAbsent(key, k -> new JsonEvidence());
  }

  private static Kind kindOf(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.ARRAY;
      case VALUE_STRING -> Kind.STRING;
      case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
      case VALUE_NULL -> Kind.NULL;
      case VALUE_NUMBER_FLOAT -> Kind.DOUBLE;
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> Kind.INT;
            case LONG -> Kind.BIGINT;
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Kind.HUGE;
          };
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("unexpected " + token);
    };
  }

  /** The fields of an object, in the order they were met, by lower-case name. */
  Map<String, JsonEvidence> fields() {
    return fields;
  }

  /** What an array's elements have shown. */
  Optional<JsonEvidence> element() {
    return Optional.ofNullable(element);
  }

  long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  HiveType type() {
    HiveType type = HiveType.UNKNOWN;
    for (Kind kind : counts.keySet()) {
      type = type.widen(typeOf(kind));
    }
    return type;
  }

  private HiveType typeOf(Kind kind) {
    return switch (kind) {
      case NULL -> HiveType.UNKNOWN;
      case INT -> HiveType.INT;
      case BIGINT -> HiveType.BIGINT;
      case HUGE, STRING -> HiveType.STRING;
      case DOUBLE -> HiveType.DOUBLE;
      case BOOLEAN -> HiveType.BOOLEAN;
      case ARRAY -> new HiveType.ListOf(element == null ? HiveType.UNKNOWN : element.type());
      case OBJECT -> objectType();
    };
  }

  /** An object whose names are data (ids, dates) is a map: many names, each seldom, one type. */
  private HiveType objectType() {
    HiveType values = HiveType.UNKNOWN;
    List<HiveType.Field> members = new ArrayList<>();
    long seen = 0;
    for (Map.Entry<String, JsonEvidence> entry : fields.entrySet()) {
      HiveType type = entry.getValue().type();
      values = values.widen(type);
      seen += entry.getValue().count();
      members.add(new HiveType.Field(spelling.getOrDefault(entry.getKey(), entry.getKey()), type));
    }
    long objects = counts.getOrDefault(Kind.OBJECT, 0L);
    boolean seldom = seen < objects * (long) fields.size() / 4;
    if (fields.isEmpty()) {
      return new HiveType.MapOf(HiveType.STRING, HiveType.UNKNOWN);
    }
    return fields.size() >= MAP_KEYS_MIN && seldom
        ? new HiveType.MapOf(HiveType.STRING, values)
        : new HiveType.Struct(members);
  }

  /** Why this type, with the counter-example when kinds disagree. */
  String why() {
    List<String> parts = new ArrayList<>();
    long filled = 0;
    for (Map.Entry<Kind, Long> entry : counts.entrySet()) {
      if (entry.getKey() != Kind.NULL) {
        parts.add(entry.getValue() + " " + entry.getKey().words);
        filled += entry.getValue();
      }
    }
    if (filled == 0) {
      return "only null was met: string for want of evidence";
    }
    String text =
        String.format(
            Locale.ROOT,
            "%d values (%s), %d null, certainty %.3f",
            filled,
            String.join(", ", parts),
            counts.getOrDefault(Kind.NULL, 0L),
            (filled + 1.0) / (filled + 2.0));
    boolean mixed = type().equals(HiveType.STRING) && first.keySet().size() > 1;
    for (Map.Entry<Kind, Example> entry : first.entrySet()) {
      if (mixed && entry.getKey() != Kind.NULL && entry.getKey() != Kind.STRING) {
        Example text2 = first.get(Kind.STRING);
        return text
            + "; string holds them all, though "
            + entry.getValue().words()
            + " is a "
            + entry.getKey().words
            + (text2 == null ? "" : " and " + text2.words() + " is not");
      }
    }
    return text;
  }
}

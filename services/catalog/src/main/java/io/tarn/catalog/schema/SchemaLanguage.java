package io.tarn.catalog.schema;

import java.util.Optional;

/**
 * A language of schemas. Definitions come from callers: a method throws a RuntimeException or, for
 * what is nested beyond its parser's strength, a StackOverflowError, if one is no schema.
 */
public sealed interface SchemaLanguage permits AvroLanguage, JsonSchemaLanguage, ProtobufLanguage {
  /** Definitions whose brackets go deeper are none: parsers follow them by recursion. */
  int DEPTH_MAX = 200;

  /** Glue's name of a data format; empty for one that Glue does not have. */
  static Optional<SchemaLanguage> named(String format) {
    return switch (format) {
      case "AVRO" -> Optional.of(new AvroLanguage());
      case "JSON" -> Optional.of(new JsonSchemaLanguage());
      case "PROTOBUF" -> Optional.of(new ProtobufLanguage());
      default -> Optional.empty();
    };
  }

  /** The same schema in one writing, whatever its spaces were. */
  String canonical(String definition);

  /** Why what was written with one definition cannot be read with another; empty when it can. */
  Optional<String> unreadable(String reader, String writer);

  /**
   * What makes one definition of the other, as a JSON Patch (RFC 6902). A definition that is not
   * JSON itself is compared as its descriptor in JSON.
   */
  String difference(String from, String to);

  /** Refuses what is nested absurdly before a parser follows it. */
  static void checkDepth(String definition) {
    int depth = 0;
    for (int i = 0; i < definition.length(); i++) {
      char c = definition.charAt(i);
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (depth > DEPTH_MAX) {
        throw new IllegalArgumentException("nested more than " + DEPTH_MAX + " deep");
      }
    }
  }
}

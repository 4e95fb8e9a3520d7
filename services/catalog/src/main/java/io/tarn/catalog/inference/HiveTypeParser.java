package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads Hive's type grammar by recursive descent. */
final class HiveTypeParser {
  private final String text;
  private int at;

  HiveTypeParser(String text) {
    this.text = text;
  }

  HiveType parse() {
    HiveType type = type();
    if (at != text.length()) {
      throw wrong("nothing more");
    }
    return type;
  }

  private HiveType type() {
    int start = at;
    while (at < text.length() && (Character.isLetterOrDigit(peek()) || peek() == '_')) {
      at++;
    }
    String name = text.substring(start, at).trim().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "" -> throw wrong("a type name");
      case "array" -> {
        expect('<');
        HiveType element = type();
        expect('>');
        yield new HiveType.ListOf(element);
      }
      case "map" -> {
        expect('<');
        HiveType key = type();
        expect(',');
        HiveType value = type();
        expect('>');
        yield new HiveType.MapOf(key, value);
      }
      case "struct" -> struct();
      case "integer" -> HiveType.INT;
      default -> new HiveType.Primitive(name + parameters());
    };
  }

  private HiveType struct() {
    List<HiveType.Field> fields = new ArrayList<>();
    expect('<');
    while (peek() != '>') {
      if (!fields.isEmpty()) {
        expect(',');
      }
      int colon = text.indexOf(':', at);
      if (colon < 0) {
        throw wrong("a field name and ':'");
      }
      String name = text.substring(at, colon).trim();
      at = colon + 1;
      fields.add(new HiveType.Field(name, type()));
    }
    expect('>');
    return new HiveType.Struct(fields);
  }

  private String parameters() {
    if (at >= text.length() || peek() != '(') {
      return "";
    }
    int end = text.indexOf(')', at);
    if (end < 0) {
      throw wrong("')'");
    }
    String parameters = text.substring(at, end + 1).replace(" ", "");
    at = end + 1;
    return parameters;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (at >= text.length() || text.charAt(at) != wanted) {
      throw wrong("'" + wanted + "'");
    }
    at++;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException(
        "Not a Hive type: '" + text + "': expected " + wanted + " at character " + (at + 1));
  }
}

package io.tarn.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A structure as one line of text a member; {@code io.tarn.api.SchemaParser} reads it and holds the
 * grammar.
 */
final class CompactWriter {
  private static final int LONGEST_CONSTANT = 65_535;

  private final Model model;
  private final StringBuilder out = new StringBuilder();

  CompactWriter(Model model) {
    this.model = model;
  }

  String write(String structure) {
    JsonNode shape = model.shape(structure);
    out.append(structure);
    flag(shape, "union", "union");
    flag(shape, "eventstream", "events");
    flag(shape, "event", "event");
    value("payload", shape.path("payload").asText());
    value("n", shape.path("locationName").asText());
    namespace(shape);
    Set<String> required = new HashSet<>();
    shape.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> member : shape.path("members").properties()) {
      out.append('\n').append(member.getKey()).append(' ');
      member(member.getValue(), required.contains(member.getKey()));
    }
    if (out.length() > LONGEST_CONSTANT / 3) {
      throw new IllegalStateException(structure + " is too long for one string constant");
    }
    return out.toString();
  }

  private void member(JsonNode member, boolean required) {
    JsonNode target = model.shape(member.path("shape").asText());
    type(member);
    if (required) {
      out.append(" !");
    }
    String name = member.path("locationName").asText();
    switch (member.path("location").asText()) {
      case "header" -> value("h", name);
      case "headers" -> out.append(" H=").append(escape(name));
      case "uri" -> value("u", name);
      case "querystring" -> value("q", name.isEmpty() ? "*" : name);
      case "statusCode" -> out.append(" c");
      default -> value("n", flattenedName(target).orElse(name));
    }
    value("qn", member.path("queryName").asText());
    flag(member, "idempotencyToken", "token");
    flag(member, "xmlAttribute", "attr");
    flag(member, "eventpayload", "evp");
    flag(member, "eventheader", "evh");
    flag(member, "hostLabel", "host");
    flag(member, "jsonvalue", "json");
    if (member.path("streaming").asBoolean() || target.path("streaming").asBoolean()) {
      out.append(" stream");
    }
    if (member.path("flattened").asBoolean() || target.path("flattened").asBoolean()) {
      out.append(" flat");
    }
    namespace(member.has("xmlNamespace") ? member : target);
  }

  /** The type and its limits; {@code use} is a member, or a list's or map's element. */
  private void type(JsonNode use) {
    String name = use.path("shape").asText();
    JsonNode shape = model.shape(name);
    switch (shape.path("type").asText()) {
      case "structure" -> out.append(model.isDocument(shape) ? "j" : "#" + model.index(name));
      case "list" -> {
        out.append('[');
        element(shape.path("member"));
        out.append(']');
      }
      case "map" -> {
        out.append('{');
        element(shape.path("key"));
        out.append(':');
        element(shape.path("value"));
        out.append('}');
      }
      case "string" -> out.append('s');
      case "boolean" -> out.append('b');
      case "integer" -> out.append('i');
      case "long" -> out.append('l');
      case "float" -> out.append('f');
      case "double" -> out.append('d');
      case "blob" -> out.append('B');
      case "timestamp" -> out.append('t');
      default -> throw new IllegalStateException(name + " has an unknown type: " + shape);
    }
    value("min", shape.path("min").asText());
    value("max", shape.path("max").asText());
    value("p", shape.path("pattern").asText());
    value("tf", use.path("timestampFormat").asText(shape.path("timestampFormat").asText()));
    flag(shape, "sensitive", "secret");
    if (shape.has("enum")) {
      out.append(" e=");
      String separator = "";
      for (JsonNode constant : shape.path("enum")) {
        out.append(separator).append(escape(constant.asText()));
        separator = "|";
      }
    }
  }

  private void element(JsonNode use) {
    type(use);
    value("n", use.path("locationName").asText());
  }

  /** A flattened list is called what its elements are called, if they have a name. */
  private static Optional<String> flattenedName(JsonNode list) {
    return list.path("flattened").asBoolean() && list.path("member").has("locationName")
        ? Optional.of(list.path("member").path("locationName").asText())
        : Optional.empty();
  }

  private void namespace(JsonNode node) {
    JsonNode namespace = node.path("xmlNamespace");
    value("ns", namespace.isTextual() ? namespace.asText() : namespace.path("uri").asText());
    value("pfx", namespace.path("prefix").asText());
  }

  private void flag(JsonNode node, String name, String mark) {
    if (node.path(name).asBoolean()) {
      out.append(' ').append(mark);
    }
  }

  private void value(String name, String value) {
    if (!value.isEmpty()) {
      out.append(' ').append(name).append('=').append(escape(value));
    }
  }

  static String escape(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || "%[]{}:|".indexOf(c) >= 0) {
        escaped.append(String.format(Locale.ROOT, "%%%02x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}

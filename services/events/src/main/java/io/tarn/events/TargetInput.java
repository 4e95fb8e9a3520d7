package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target gets: the matched event, a part of it, a fixed text, or a template filled from it.
 * Source: EventBridge user guide, "Input transformation".
 */
sealed interface TargetInput {
  /** The whole event. */
  record Whole() implements TargetInput {}

  /** A fixed JSON text. */
  record Fixed(String json) implements TargetInput {}

  /** The part at a path. */
  record Part(String path) implements TargetInput {}

  /** A template whose {@code <names>} are filled from paths. */
  record Template(Map<String, String> paths, String template) implements TargetInput {
    public Template {
      paths = new TreeMap<>(paths);
    }
  }

  /** The rule the event matched and when it came, for the {@code aws.events} variables. */
  record Matched(String ruleArn, String ruleName, String ingestionTime) {}

  /** JSON text. */
  static String build(TargetInput input, JsonNode event, Matched matched) {
    return switch (input) {
      case Whole whole -> Json.write(event);
      case Fixed fixed -> fixed.json();
      case Part part -> read(part.path(), event).map(Json::write).orElse("null");
      case Template template -> Filler.fill(template, event, matched);
    };
  }

  static boolean isPath(String path) {
    if (!path.startsWith("$")) {
      return false;
    }
    try {
      JsonPath.compile(path);
      return true;
    } catch (InvalidPathException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a template gives JSON once its variables are filled: an object, an array or a text. */
  static boolean isTemplate(String template) {
    String sample = Filler.NAME.matcher(Filler.quotedOnly(template)).replaceAll("0");
    return Json.parse(sample).isPresent();
  }

  private static Optional<JsonNode> read(String path, JsonNode event) {
    try {
      JsonNode value = JsonPath.using(Filler.CONFIGURATION).parse(event).read(path);
      return Optional.ofNullable(value);
    } catch (PathNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Fills templates. */
  final class Filler {
    static final Configuration CONFIGURATION =
        Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider(Json.MAPPER))
            .mappingProvider(new JacksonMappingProvider(Json.MAPPER))
            .build();
    static final Pattern NAME = Pattern.compile("<([A-Za-z0-9_.-]+)>");

    private Filler() {}

    /** The template with every variable inside quotes taken out, to judge the rest as JSON. */
    static String quotedOnly(String template) {
      StringBuilder result = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < template.length(); i++) {
        char c = template.charAt(i);
        if (c == '\\' && quoted && i + 1 < template.length()) {
          result.append(c).append(template.charAt(++i));
          continue;
        }
        quoted ^= c == '"';
        Matcher name = NAME.matcher(template).region(i, template.length());
        if (quoted && c == '<' && name.lookingAt()) {
          i = name.end() - 1;
        } else {
          result.append(c);
        }
      }
      return result.toString();
    }

    static String fill(Template template, JsonNode event, Matched matched) {
      String text = template.template();
      StringBuilder result = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\\' && quoted && i + 1 < text.length()) {
          result.append(c).append(text.charAt(++i));
          continue;
        }
        quoted ^= c == '"';
        Matcher name = NAME.matcher(text).region(i, text.length());
        if (c == '<' && name.lookingAt()) {
          Optional<JsonNode> value = value(template, name.group(1), event, matched);
          result.append(quoted ? inText(value) : value.map(Json::write).orElse("null"));
          i = name.end() - 1;
        } else {
          result.append(c);
        }
      }
      return result.toString();
    }

    /** Inside quotes a value stands as text, escaped so that the whole stays JSON. */
    private static String inText(Optional<JsonNode> value) {
      if (value.isEmpty() || value.get().isNull()) {
        return "";
      }
      JsonNode node = value.get();
      String text = node.isValueNode() ? node.asText() : Json.write(node);
      String quoted = Json.write(Json.MAPPER.getNodeFactory().textNode(text));
      return quoted.substring(1, quoted.length() - 1);
    }

    private static Optional<JsonNode> value(
        Template template, String name, JsonNode event, Matched matched) {
      return switch (name) {
        case "aws.events.rule-arn" -> text(matched.ruleArn());
        case "aws.events.rule-name" -> text(matched.ruleName());
        case "aws.events.event.ingestion-time" -> text(matched.ingestionTime());
        case "aws.events.event.json" -> Optional.of(event);
        case "aws.events.event" -> {
          if (event instanceof ObjectNode object) {
            yield Optional.of(object.deepCopy().without("detail"));
          }
          yield Optional.of(event);
        }
        default -> {
          String path = template.paths().get(name);
          yield path == null ? Optional.empty() : read(path, event);
        }
      };
    }

    private static Optional<JsonNode> text(String value) {
      return Optional.of(Json.MAPPER.getNodeFactory().textNode(value));
    }
  }
}

package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSONPath as the States Language uses it: a path reads from the state's input, one that begins
 * with {@code $$} from the context object, one that begins with {@code $name} from a variable; a
 * reference path names exactly one place and can be written to.
 */
final class Paths {
  private static final Configuration CONFIGURATION =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider(Json.MAPPER))
          .mappingProvider(new JacksonMappingProvider(Json.MAPPER))
          .build();
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]'\"()*@?,:\\s]+)|\\[(\\d+)]|\\['((?:[^'\\\\]|\\\\.)*)']");

  private static final Pattern VARIABLE =
      Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]{0,79})((?:[.\\[].*)?)", Pattern.DOTALL);

  private Paths() {}

  static boolean isPath(String text) {
    if (!text.startsWith("$")) {
      return false;
    }
    Matcher variable = VARIABLE.matcher(text);
    if (variable.matches()) {
      return variable.group(2).isEmpty() || isPath("$" + variable.group(2));
    }
    String path = text.startsWith("$$") ? text.substring(1) : text;
    if (path.length() > 1 && path.charAt(1) != '.' && path.charAt(1) != '[') {
      return false;
    }
    try {
      JsonPath.compile(path);
      return true;
    } catch (InvalidPathException | IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isReferencePath(String text) {
    return steps(text).isPresent();
  }

  /** The value at a path, or empty when a definite path leads nowhere. */
  static Optional<JsonNode> read(String path, JsonNode input, Scope context) {
    JsonNode root = input;
    String inner = path;
    Matcher variable = VARIABLE.matcher(path);
    if (path.startsWith("$$")) {
      root = context.context();
      inner = path.substring(1);
    } else if (variable.matches()) {
      JsonNode value = context.variables().get(variable.group(1));
      if (value == null) {
        return Optional.empty();
      }
      root = value;
      inner = "$" + variable.group(2);
    }
    if (inner.equals("$")) {
      return Optional.of(root);
    }
    try {
      JsonNode value = JsonPath.using(CONFIGURATION).parse(root).read(inner);
      return Optional.ofNullable(value);
    } catch (PathNotFoundException e) {
      return Optional.empty();
    } catch (JsonPathException | ClassCastException e) {
      return Optional.empty();
    }
  }

  /**
   * A copy of the document with a value put at a reference path; objects on the way are made when
   * they are missing.
   *
   * @throws AslError States.ResultPathMatchFailure when something else stands in the way
   */
  static JsonNode write(String path, JsonNode document, JsonNode value) throws AslError {
    List<Object> steps = steps(path).orElseThrow(() -> noMatch(path, document));
    if (steps.isEmpty()) {
      return value;
    }
    return put(document.isNull() ? Json.object() : document, steps, 0, value, path, document);
  }

  private static JsonNode put(
      JsonNode at, List<Object> steps, int depth, JsonNode value, String path, JsonNode document)
      throws AslError {
    if (depth == steps.size()) {
      return value;
    }
    Object step = steps.get(depth);
    if (step instanceof Integer index) {
      if (!(at instanceof ArrayNode array) || index >= array.size()) {
        throw noMatch(path, document);
      }
      ArrayNode copy = Json.array().addAll(array);
      copy.set(index, put(array.get(index), steps, depth + 1, value, path, document));
      return copy;
    }
    if (!(at instanceof ObjectNode object)) {
      throw noMatch(path, document);
    }
    String name = (String) step;
    ObjectNode copy = Json.object();
    copy.setAll(object);
    JsonNode below = object.path(name);
    JsonNode child = below.isMissingNode() || below.isNull() ? Json.object() : below;
    copy.set(name, put(child, steps, depth + 1, value, path, document));
    return copy;
  }

  private static AslError noMatch(String path, JsonNode document) {
    return new AslError(
        AslError.RESULT_PATH,
        "Unable to apply ReferencePath " + path + " to input " + Json.write(document));
  }

  /** Names (String) and indexes (Integer) of a reference path; empty for any other text. */
  private static Optional<List<Object>> steps(String path) {
    if (!path.startsWith("$") || path.startsWith("$$")) {
      return Optional.empty();
    }
    List<Object> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int position = 1;
    while (position < path.length()) {
      matcher.region(position, path.length());
      if (!matcher.lookingAt()) {
        return Optional.empty();
      }
      if (matcher.group(1) != null) {
        steps.add(matcher.group(1));
      } else if (matcher.group(2) != null) {
        steps.add(Integer.valueOf(matcher.group(2)));
      } else {
        steps.add(matcher.group(3).replace("\\'", "'").replace("\\\\", "\\"));
      }
      position = matcher.end();
    }
    return Optional.of(steps);
  }
}

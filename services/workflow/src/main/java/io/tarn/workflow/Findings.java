package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.workflow.DefinitionParser.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a definition, with the checks of fields that all states share. */
final class Findings {
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final List<Diagnostic> unsupported = new ArrayList<>();

  List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  List<Diagnostic> unsupported() {
    return unsupported;
  }

  void add(String code, String message, String location) {
    diagnostics.add(new Diagnostic(code, message, location));
  }

  void schema(String message, String location) {
    add("SCHEMA_VALIDATION_FAILED", message, location);
  }

  void unsupported(String message, String location) {
    unsupported.add(new Diagnostic("NOT_IMPLEMENTED", message, location));
  }

  /**
   * Whether the object is written in JSONata.
   *
   * @param inherited what the whole definition is written in; a state of one in JSONata cannot go
   *     back to JSONPath
   */
  boolean queryLanguage(ObjectNode object, String path, boolean inherited) {
    JsonNode language = object.get("QueryLanguage");
    if (language == null) {
      return inherited;
    }
    String name = language.asText();
    if (!name.equals("JSONPath") && !name.equals("JSONata")) {
      schema("QueryLanguage must be one of [JSONPath, JSONata]", path + "/QueryLanguage");
    } else if (inherited && name.equals("JSONPath")) {
      schema("A state of a JSONata state machine cannot use JSONPath", path + "/QueryLanguage");
    }
    return name.equals("JSONata");
  }

  /** Anything with expressions in it, each of which must be JSONata. */
  @Nullable JsonNode expressions(ObjectNode object, String field, String path) {
    JsonNode value = object.get(field);
    if (value != null) {
      checkExpressions(value, path + "/" + field);
    }
    return value;
  }

  private void checkExpressions(JsonNode node, String path) {
    if (Expressions.isExpression(node)) {
      String fault = Expressions.fault(node.textValue());
      if (fault != null) {
        schema("The JSONata expression could not be parsed: " + fault, path);
      }
    } else if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        checkExpressions(field.getValue(), path + "/" + field.getKey());
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        checkExpressions(array.get(i), path + "[" + i + "]");
      }
    }
  }

  /** A field that is one expression; null for any other value. */
  @Nullable String expression(ObjectNode object, String field, String path) {
    JsonNode value = object.get(field);
    if (value == null || !Expressions.isExpression(value)) {
      return null;
    }
    checkExpressions(value, path + "/" + field);
    return value.textValue();
  }

  void onlyFields(ObjectNode object, Set<String> allowed, String path) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!allowed.contains(field.getKey())) {
        schema("Field '" + field.getKey() + "' is not supported", path + "/" + field.getKey());
      }
    }
  }

  @Nullable String requiredText(ObjectNode object, String field, String path) {
    if (!object.has(field)) {
      schema("These fields are required: [" + field + "]", path.isEmpty() ? "/" : path);
      return null;
    }
    return text(object, field, path);
  }

  @Nullable String text(ObjectNode object, String field, String path) {
    JsonNode value = object.get(field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      schema("The value for the field '" + field + "' must be a string", path + "/" + field);
      return null;
    }
    return value.textValue();
  }

  @Nullable Long whole(ObjectNode object, String field, String path, long least, long most) {
    JsonNode value = object.get(field);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
      schema(
          "The value for the field '"
              + field
              + "' must be an integer from "
              + least
              + " to "
              + most,
          path + "/" + field);
      return null;
    }
    return value.longValue();
  }

  /** A path field such as InputPath: "$" when absent, empty when null. */
  Optional<String> pathOrNull(ObjectNode object, String field, String path) {
    JsonNode value = object.get(field);
    if (value == null) {
      return Optional.of("$");
    }
    if (value.isNull()) {
      return Optional.empty();
    }
    String text = path(object, field, path);
    return Optional.of(text == null ? "$" : text);
  }

  @Nullable String path(ObjectNode object, String field, String path) {
    String text = text(object, field, path);
    if (text != null && !Paths.isPath(text)) {
      schema("Value is not a valid JSONPath", path + "/" + field);
      return null;
    }
    return text;
  }

  @Nullable String pathOrCall(ObjectNode object, String field, String path) {
    String text = text(object, field, path);
    if (text != null && !isPathOrCall(text)) {
      schema(
          "The value for the field '"
              + field
              + "' must be a valid JSONPath or a valid intrinsic function call",
          path + "/" + field);
      return null;
    }
    return text;
  }

  /** ResultPath: "$" when absent, empty when null. */
  Optional<String> referencePath(ObjectNode object, String field, String path) {
    JsonNode value = object.get(field);
    if (value == null) {
      return Optional.of("$");
    }
    if (value.isNull()) {
      return Optional.empty();
    }
    String text = text(object, field, path);
    if (text != null && !Paths.isReferencePath(text)) {
      schema("Value is not a Reference Path", path + "/" + field);
    }
    return Optional.of(text == null ? "$" : text);
  }

  @Nullable JsonNode template(ObjectNode object, String field, String path) {
    JsonNode value = object.get(field);
    if (value == null) {
      return null;
    }
    checkTemplate(value, path + "/" + field);
    return value;
  }

  private void checkTemplate(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String location = path + "/" + field.getKey();
        if (!field.getKey().endsWith(".$")) {
          checkTemplate(field.getValue(), location);
        } else if (!field.getValue().isTextual() || !isPathOrCall(field.getValue().textValue())) {
          schema(
              "The value for the field '"
                  + field.getKey()
                  + "' must be a valid JSONPath or a valid intrinsic function call",
              location);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        checkTemplate(array.get(i), path + "[" + i + "]");
      }
    }
  }

  private static boolean isPathOrCall(String text) {
    if (Intrinsic.looksLikeCall(text)) {
      try {
        Intrinsic.parse(text);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    return Paths.isPath(text);
  }
}

package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Payload templates: fields whose name ends in {@code .$} are replaced by what their path or
 * intrinsic function yields, everything else is kept as written.
 */
final class Templates {
  private final IntrinsicFunctions functions;

  Templates(IntrinsicFunctions functions) {
    this.functions = functions;
  }

  JsonNode resolve(JsonNode template, JsonNode input, Scope context) throws AslError {
    if (template instanceof ObjectNode object) {
      ObjectNode resolved = Json.object();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        if (name.endsWith(".$")) {
          resolved.set(
              name.substring(0, name.length() - 2),
              value(field.getValue().asText(), name, input, context));
        } else {
          resolved.set(name, resolve(field.getValue(), input, context));
        }
      }
      return resolved;
    }
    if (template instanceof ArrayNode array) {
      ArrayNode resolved = Json.array();
      for (JsonNode element : array) {
        resolved.add(resolve(element, input, context));
      }
      return resolved;
    }
    return template;
  }

  /** The value of one path or function call; {@code field} is named when it fails. */
  JsonNode value(String expression, String field, JsonNode input, Scope context) throws AslError {
    if (Intrinsic.looksLikeCall(expression)) {
      return functions.evaluate(Intrinsic.parse(expression), input, context);
    }
    return Paths.read(expression, input, context)
        .orElseThrow(
            () ->
                new AslError(
                    AslError.PARAMETER_PATH,
                    "The JSONPath '"
                        + expression
                        + "' specified for the field '"
                        + field
                        + "' could not be found in the input '"
                        + Json.write(expression.startsWith("$$") ? context.context() : input)
                        + "'"));
  }
}

package io.tarn.workflow;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tarn.kernel.Ids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSONata in definitions: strings of the form <code>{% expression %}</code>, with {@code $states},
 * the variables, and the functions that AWS adds. Source: Step Functions developer guide,
 * "Transforming data with JSONata".
 */
final class Expressions {
  private static final Pattern FORM = Pattern.compile("\\s*\\{%(.*)%}\\s*", Pattern.DOTALL);

  /** Bounds of one expression; AWS names none, an endless one would hold its execution. */
  private static final long TIME_MILLIS = 5_000;

  private static final int DEPTH = 500;

  private final RandomGenerator random;
  private final IntrinsicFunctions functions;

  Expressions(RandomGenerator random) {
    this.random = random;
    this.functions = new IntrinsicFunctions(random);
  }

  static boolean isExpression(JsonNode node) {
    return node.isTextual() && FORM.matcher(node.textValue()).matches();
  }

  /** What is wrong with the text inside, or null. */
  static @Nullable String fault(String text) {
    try {
      Jsonata.jsonata(inner(text));
      return null;
    } catch (JException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String inner(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? matcher.group(1).strip() : text;
  }

  /** A copy of the template with every expression replaced by its value. */
  JsonNode resolve(JsonNode template, String field, ObjectNode states, ObjectNode variables)
      throws AslError {
    if (isExpression(template)) {
      return evaluate(template.textValue(), field, states, variables);
    }
    if (template instanceof ObjectNode object) {
      ObjectNode resolved = Json.object();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        String below = field + "/" + entry.getKey();
        resolved.set(entry.getKey(), resolve(entry.getValue(), below, states, variables));
      }
      return resolved;
    }
    if (template instanceof ArrayNode array) {
      ArrayNode resolved = Json.array();
      for (int i = 0; i < array.size(); i++) {
        resolved.add(resolve(array.get(i), field + "[" + i + "]", states, variables));
      }
      return resolved;
    }
    return template;
  }

  private JsonNode evaluate(String text, String field, ObjectNode states, ObjectNode variables)
      throws AslError {
    String expression = inner(text);
    Object value;
    try {
      Jsonata parsed = Jsonata.jsonata(expression);
      parsed.setOutputConvertNulls(false);
      Jsonata.Frame frame = parsed.createFrame();
      frame.setRuntimeBounds(TIME_MILLIS, DEPTH);
      bind(frame);
      for (Map.Entry<String, JsonNode> variable : variables.properties()) {
        frame.bind(variable.getKey(), plain(variable.getValue()));
      }
      frame.bind("states", plain(states));
      value = parsed.evaluate(null, frame);
    } catch (RuntimeException e) {
      throw fault(expression, field, "threw an error during evaluation. " + e.getMessage());
    }
    if (value == null) {
      throw fault(expression, field, "returned nothing (undefined).");
    }
    return node(value, expression, field);
  }

  private static AslError fault(String expression, String field, String what) {
    return new AslError(
        AslError.QUERY,
        "The JSONata expression '"
            + expression
            + "' specified for the field '"
            + field
            + "' "
            + what);
  }

  /** AWS's additions to JSONata; {@code $eval} is not among what it allows. */
  private void bind(Jsonata.Frame frame) {
    bind(frame, "partition", list -> call("States.ArrayPartition", list));
    bind(frame, "range", list -> call("States.ArrayRange", list));
    bind(frame, "hash", list -> call("States.Hash", list));
    bind(frame, "parse", list -> call("States.StringToJson", list));
    bind(frame, "uuid", list -> new Ids(random).uuid());
    bind(
        frame,
        "random",
        list ->
            list.isEmpty()
                ? random.nextDouble()
                : new Random(((Number) list.getFirst()).longValue()).nextDouble());
    bind(
        frame,
        "eval",
        list -> {
          throw new JException("The function $eval is not supported", 0);
        });
  }

  private interface Added {
    @Nullable Object call(List<?> arguments) throws AslError;
  }

  private static void bind(Jsonata.Frame frame, String name, Added function) {
    frame.bind(
        name,
        new Jsonata.JFunction(
            (input, arguments) -> {
              try {
                return function.call(arguments);
              } catch (AslError e) {
                throw new JException(e.cause(), 0);
              }
            },
            null));
  }

  private @Nullable Object call(String function, List<?> arguments) throws AslError {
    List<Intrinsic> values = new ArrayList<>();
    for (Object argument : arguments) {
      values.add(new Intrinsic.Literal(node(argument, function, function)));
    }
    Scope nothing = new Scope(Json.object(), Json.object());
    return plain(
        functions.evaluate(new Intrinsic.Invoke(function, values), Json.object(), nothing));
  }

  private static @Nullable Object plain(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        map.put(entry.getKey(), plain(entry.getValue()));
      }
      return map;
    }
    if (node instanceof ArrayNode array) {
      List<@Nullable Object> list = new ArrayList<>();
      array.forEach(element -> list.add(plain(element)));
      return list;
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNull() ? null : node.asText();
  }

  private static JsonNode node(@Nullable Object value, String expression, String field)
      throws AslError {
    if (value == null || value == Jsonata.NULL_VALUE) {
      return NullNode.getInstance();
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = Json.object();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        object.set(String.valueOf(entry.getKey()), node(entry.getValue(), expression, field));
      }
      return object;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = Json.array();
      for (Object element : list) {
        array.add(node(element, expression, field));
      }
      return array;
    }
    if (value instanceof String text) {
      return TextNode.valueOf(text);
    }
    if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    throw fault(expression, field, "returned an unsupported result type.");
  }

  private static JsonNode number(Number number) {
    try {
      return Json.parse(number.toString());
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(number.toString());
    }
  }
}

package io.tarn.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tarn.kernel.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What the States Language's intrinsic functions do. Randomness comes from outside, so that a
 * transition computed twice under one seed is the same.
 *
 * <p>Limits are AWS's: Base64, hash and string arguments of 10,000 characters, ranges and
 * partitions of 1,000 elements. Source: Step Functions developer guide, "Intrinsic functions".
 */
final class IntrinsicFunctions {
  private static final int MAX_TEXT = 10_000;
  private static final int MAX_RANGE = 1_000;
  private static final Set<String> NAMES =
      Set.of(
          "States.Format",
          "States.StringToJson",
          "States.JsonToString",
          "States.Array",
          "States.ArrayPartition",
          "States.ArrayContains",
          "States.ArrayRange",
          "States.ArrayGetItem",
          "States.ArrayLength",
          "States.ArrayUnique",
          "States.Base64Encode",
          "States.Base64Decode",
          "States.Hash",
          "States.JsonMerge",
          "States.MathRandom",
          "States.MathAdd",
          "States.StringSplit",
          "States.UUID");
  private static final Map<String, String> DIGESTS =
      Map.of(
          "MD5", "MD5",
          "SHA-1", "SHA-1",
          "SHA-256", "SHA-256",
          "SHA-384", "SHA-384",
          "SHA-512", "SHA-512");

  private final RandomGenerator random;

  IntrinsicFunctions(RandomGenerator random) {
    this.random = random;
  }

  static void requireKnown(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("'" + name + "' is not an intrinsic function");
    }
  }

  JsonNode evaluate(Intrinsic expression, JsonNode input, Scope context) throws AslError {
    return switch (expression) {
      case Intrinsic.Literal literal -> literal.value();
      case Intrinsic.PathArgument argument ->
          Paths.read(argument.path(), input, context)
              .orElseThrow(
                  () ->
                      new AslError(
                          AslError.INTRINSIC,
                          "The JSONPath argument for the field '"
                              + argument.path()
                              + "' could not be found in the input '"
                              + Json.write(
                                  argument.path().startsWith("$$") ? context.context() : input)
                              + "'"));
      case Intrinsic.Invoke call -> {
        List<JsonNode> arguments = new ArrayList<>();
        for (Intrinsic argument : call.arguments()) {
          arguments.add(evaluate(argument, input, context));
        }
        Arguments evaluated = new Arguments(call.function(), arguments);
        try {
          yield apply(evaluated);
        } catch (ArithmeticException e) {
          throw evaluated.fault("got a number that is too large");
        }
      }
    };
  }

  private JsonNode apply(Arguments call) throws AslError {
    return switch (call.function) {
      case "States.Format" -> format(call);
      case "States.StringToJson" -> stringToJson(call.count(1));
      case "States.JsonToString" -> TextNode.valueOf(Json.write(call.count(1).any(0)));
      case "States.Array" -> Json.array().addAll(call.values);
      case "States.ArrayPartition" -> partition(call.count(2));
      case "States.ArrayContains" -> contains(call.count(2));
      case "States.ArrayRange" -> range(call.count(3));
      case "States.ArrayGetItem" -> item(call.count(2));
      case "States.ArrayLength" -> IntNode.valueOf(call.count(1).array(0).size());
      case "States.ArrayUnique" -> unique(call.count(1));
      case "States.Base64Encode" -> encode(call.count(1));
      case "States.Base64Decode" -> decode(call.count(1));
      case "States.Hash" -> hash(call.count(2));
      case "States.JsonMerge" -> merge(call.count(3));
      case "States.MathRandom" -> randomNumber(call);
      case "States.MathAdd" -> add(call.count(2));
      case "States.StringSplit" -> split(call.count(2));
      case "States.UUID" -> TextNode.valueOf(new Ids(random).uuid());
      default -> throw call.fault("is not an intrinsic function");
    };
  }

  private static JsonNode format(Arguments call) throws AslError {
    String template = call.text(0);
    StringBuilder result = new StringBuilder();
    int next = 1;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '\\' && i + 1 < template.length()) {
        result.append(template.charAt(++i));
      } else if (c == '{' && i + 1 < template.length() && template.charAt(i + 1) == '}') {
        JsonNode value = call.any(next++);
        if (value.isContainerNode()) {
          throw call.fault("takes strings, numbers, booleans and null for its placeholders only");
        }
        result.append(value.asText());
        i++;
      } else {
        result.append(c);
      }
    }
    if (next != call.values.size()) {
      throw call.fault(
          "has "
              + (next - 1)
              + " placeholders {} but "
              + (call.values.size() - 1)
              + " arguments for them");
    }
    return TextNode.valueOf(result.toString());
  }

  private static JsonNode stringToJson(Arguments call) throws AslError {
    try {
      return Json.parse(call.text(0));
    } catch (JsonProcessingException e) {
      throw call.fault("got a string that is not JSON: " + e.getOriginalMessage());
    }
  }

  private static JsonNode partition(Arguments call) throws AslError {
    ArrayNode source = call.array(0);
    int size = Math.toIntExact(call.whole(1));
    if (size < 1) {
      throw call.fault("needs a chunk size of at least 1");
    }
    ArrayNode chunks = Json.array();
    for (int i = 0; i < source.size(); i += size) {
      ArrayNode chunk = chunks.addArray();
      for (int j = i; j < Math.min(source.size(), i + size); j++) {
        chunk.add(source.get(j));
      }
    }
    return chunks;
  }

  private static JsonNode contains(Arguments call) throws AslError {
    for (JsonNode element : call.array(0)) {
      if (same(element, call.any(1))) {
        return BooleanNode.TRUE;
      }
    }
    return BooleanNode.FALSE;
  }

  private static boolean same(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) == 0;
    }
    return left.equals(right);
  }

  private static JsonNode range(Arguments call) throws AslError {
    long first = call.whole(0);
    long last = call.whole(1);
    long step = call.whole(2);
    if (step == 0) {
      throw call.fault("needs a step other than 0");
    }
    ArrayNode numbers = Json.array();
    for (long value = first; step > 0 ? value <= last : value >= last; value += step) {
      if (numbers.size() == MAX_RANGE) {
        throw call.fault("makes at most " + MAX_RANGE + " elements");
      }
      numbers.add(value);
    }
    return numbers;
  }

  private static JsonNode item(Arguments call) throws AslError {
    ArrayNode array = call.array(0);
    long index = call.whole(1);
    if (index < 0 || index >= array.size()) {
      throw call.fault("got index " + index + " for an array of " + array.size() + " elements");
    }
    return array.get((int) index);
  }

  private static JsonNode unique(Arguments call) throws AslError {
    ArrayNode result = Json.array();
    Set<JsonNode> seen = new HashSet<>();
    for (JsonNode element : call.array(0)) {
      if (seen.add(element)) {
        result.add(element);
      }
    }
    return result;
  }

  private static JsonNode encode(Arguments call) throws AslError {
    byte[] bytes = call.limitedText(0).getBytes(StandardCharsets.UTF_8);
    return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
  }

  private static JsonNode decode(Arguments call) throws AslError {
    try {
      byte[] bytes = Base64.getDecoder().decode(call.limitedText(0));
      return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw call.fault("got a string that is not Base64: " + e.getMessage());
    }
  }

  private static JsonNode hash(Arguments call) throws AslError {
    JsonNode data = call.any(0);
    String text = data.isTextual() ? data.textValue() : Json.write(data);
    if (text.length() > MAX_TEXT) {
      throw call.fault("takes at most " + MAX_TEXT + " characters");
    }
    String algorithm = DIGESTS.get(call.text(1));
    if (algorithm == null) {
      throw call.fault("knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, not " + call.text(1));
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return TextNode.valueOf(
          HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is missing from this JDK", e);
    }
  }

  private static JsonNode merge(Arguments call) throws AslError {
    if (!(call.any(0) instanceof ObjectNode left) || !(call.any(1) instanceof ObjectNode right)) {
      throw call.fault("merges two JSON objects");
    }
    if (!call.any(2).isBoolean() || call.any(2).booleanValue()) {
      throw call.fault("supports the shallow mode only: the third argument must be false");
    }
    ObjectNode merged = left.deepCopy();
    merged.setAll(right);
    return merged;
  }

  private JsonNode randomNumber(Arguments call) throws AslError {
    if (call.values.size() != 2 && call.values.size() != 3) {
      throw call.fault("takes 2 or 3 arguments, not " + call.values.size());
    }
    long from = call.whole(0);
    long to = call.whole(1);
    if (from >= to) {
      throw call.fault("needs a start that is less than its end");
    }
    RandomGenerator source = call.values.size() == 3 ? new Random(call.whole(2)) : random;
    return LongNode.valueOf(source.nextLong(from, to));
  }

  private static JsonNode add(Arguments call) throws AslError {
    return LongNode.valueOf(Math.addExact(call.whole(0), call.whole(1)));
  }

  private static JsonNode split(Arguments call) throws AslError {
    String separators = call.text(1);
    ArrayNode parts = Json.array();
    StringBuilder part = new StringBuilder();
    for (char c : call.text(0).toCharArray()) {
      if (separators.indexOf(c) < 0) {
        part.append(c);
      } else if (!part.isEmpty()) {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    if (!part.isEmpty()) {
      parts.add(part.toString());
    }
    return parts;
  }

  /** The evaluated arguments of one call, with the checks that all functions share. */
  private record Arguments(String function, List<JsonNode> values) {
    Arguments count(int expected) throws AslError {
      if (values.size() != expected) {
        throw fault("takes " + expected + " arguments, not " + values.size());
      }
      return this;
    }

    JsonNode any(int index) throws AslError {
      if (index >= values.size()) {
        throw fault("lacks its argument " + (index + 1));
      }
      return values.get(index);
    }

    String text(int index) throws AslError {
      if (!any(index).isTextual()) {
        throw fault("needs a string as argument " + (index + 1));
      }
      return any(index).textValue();
    }

    String limitedText(int index) throws AslError {
      String text = text(index);
      if (text.length() > MAX_TEXT) {
        throw fault("takes at most " + MAX_TEXT + " characters");
      }
      return text;
    }

    ArrayNode array(int index) throws AslError {
      if (any(index) instanceof ArrayNode array) {
        return array;
      }
      throw fault("needs an array as argument " + (index + 1));
    }

    long whole(int index) throws AslError {
      JsonNode value = any(index);
      if (!value.isNumber()) {
        throw fault("needs a number as argument " + (index + 1));
      }
      return value.isIntegralNumber() ? value.longValue() : Math.round(value.doubleValue());
    }

    AslError fault(String what) {
      return new AslError(AslError.INTRINSIC, "The intrinsic function " + function + " " + what);
    }
  }
}

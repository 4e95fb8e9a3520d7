package io.tarn.api;

import io.tarn.kernel.ServiceError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks an input against its model before anybody is authorised: required, length, range, pattern,
 * enum, in AWS's words. All failures are counted and listed. Of S3's input only what is required is
 * checked here, in S3's words: for the rest it has errors of its own for each case.
 */
public final class Validation {
  private final List<String> failures = new ArrayList<>();

  private Validation() {}

  /**
   * Returns when the input keeps to its model.
   *
   * @throws ServiceError the service's own validation error, naming every failure
   */
  public static void check(OperationModel<?, ?> operation, Structure input) {
    if (operation.service().equals("s3")) {
      objectStorage(input);
      return;
    }
    List<String> failures = failures(input);
    if (!failures.isEmpty()) {
      throw new ServiceError(code(operation.service()), 400, message(failures));
    }
  }

  private static void objectStorage(Structure input) {
    Schema schema = input.schema();
    for (Member member : schema.members()) {
      Object value = input.get(member.index());
      boolean inBody = member == schema.payload();
      if (value == null && member.isRequired()) {
        throw inBody
            ? malformedXml()
            : new ServiceError(
                "InvalidRequest",
                400,
                "The request lacks a parameter that is required: " + member.locationName());
      }
      if (inBody && value instanceof Structure document && !isComplete(document)) {
        throw malformedXml();
      }
    }
  }

  /** S3's answer to a document that breaks off, is another one, or lacks what it must have. */
  public static ServiceError malformedXml() {
    return new ServiceError(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  /** Whether a document has everything its schema requires, at every depth. */
  private static boolean isComplete(Structure document) {
    for (Member member : document.schema().members()) {
      Object value = document.get(member.index());
      if (value == null ? member.isRequired() : !isComplete(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isComplete(Object value) {
    if (value instanceof Structure structure) {
      return isComplete(structure);
    }
    return !(value instanceof List<?> list)
        || list.stream().allMatch(element -> element == null || isComplete(element));
  }

  /** What does not keep to the model, one sentence each. */
  public static List<String> failures(Structure input) {
    Validation validation = new Validation();
    validation.structure(input, "");
    return validation.failures;
  }

  /** The code AWS's services give to input that their model refuses. */
  public static String code(String service) {
    return switch (service) {
      case "glue", "lakeformation" -> "InvalidInputException";
      case "athena" -> "InvalidRequestException";
      case "lambda" -> "InvalidParameterValueException";
      case "logs" -> "InvalidParameterException";
      case "iam", "sts", "sns", "cloudformation", "cloudwatch" -> "ValidationError";
      case "sqs" -> "InvalidParameterValue";
      default -> "ValidationException";
    };
  }

  static String message(List<String> failures) {
    return "%d validation error%s detected: %s"
        .formatted(failures.size(), failures.size() == 1 ? "" : "s", String.join("; ", failures));
  }

  private void structure(Structure structure, String path) {
    for (Member member : structure.schema().members()) {
      Object value = structure.get(member.index());
      String at = path + decapitalize(member.name());
      if (value == null) {
        if (member.isRequired()) {
          failures.add(sentence(null, at, "Member must not be null"));
        }
        continue;
      }
      value(value, member.type(), at);
    }
  }

  private void value(Object value, Type type, String at) {
    constraints(value, type).forEach(broken -> failures.add(sentence(value, at, broken)));
    switch (type.kind()) {
      case STRUCTURE -> {
        if (value instanceof Structure structure) {
          structure(structure, at + ".");
        }
      }
      case LIST -> list((List<?>) value, type, at);
      case MAP -> map((Map<?, ?>) value, type, at);
      default -> {}
    }
  }

  private void list(List<?> list, Type type, String at) {
    if (isLeaf(type.element())) {
      boolean broken = false;
      for (int i = 0; i < list.size(); i++) {
        Object element = list.get(i);
        if (element == null && !type.isSparse()) {
          failures.add(sentence(null, at + "." + (i + 1) + ".member", "Member must not be null"));
        }
        broken |= element != null && !constraints(element, type.element()).isEmpty();
      }
      if (broken) {
        failures.add(sentence(list, at, "Member must satisfy constraint: " + all(type.element())));
      }
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      String inner = at + "." + (i + 1) + ".member";
      if (element != null) {
        value(element, type.element(), inner);
      } else if (!type.isSparse()) {
        failures.add(sentence(null, inner, "Member must not be null"));
      }
    }
  }

  private void map(Map<?, ?> map, Type type, String at) {
    boolean keysBroken = false;
    boolean valuesBroken = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      keysBroken |= !constraints(entry.getKey(), type.key()).isEmpty();
      Object value = entry.getValue();
      if (value == null) {
        continue;
      }
      if (isLeaf(type.element())) {
        valuesBroken |= !constraints(value, type.element()).isEmpty();
      } else {
        value(value, type.element(), at + "." + entry.getKey() + ".member");
      }
    }
    if (keysBroken) {
      failures.add(sentence(map, at, "Map keys must satisfy constraint: " + all(type.key())));
    }
    if (valuesBroken) {
      failures.add(sentence(map, at, "Map value must satisfy constraint: " + all(type.element())));
    }
  }

  private static boolean isLeaf(Type type) {
    return switch (type.kind()) {
      case STRUCTURE, LIST, MAP -> false;
      default -> true;
    };
  }

  /** The constraints that a value itself breaks, without what is inside it. */
  private static List<String> constraints(Object value, Type type) {
    List<String> broken = new ArrayList<>();
    Optional<BigDecimal> measured = measure(value, type);
    if (measured.isPresent()) {
      BigDecimal measure = measured.get();
      if (type.max() != null && measure.compareTo(type.max()) > 0) {
        broken.add(most(type));
      }
      if (type.min() != null && measure.compareTo(type.min()) < 0) {
        broken.add(least(type));
      }
    }
    if (value instanceof String text) {
      if (!type.matches(text)) {
        broken.add(pattern(type));
      }
      if (!type.constants().isEmpty() && !type.constants().contains(text)) {
        broken.add(constants(type));
      }
    }
    return broken;
  }

  private static Optional<BigDecimal> measure(Object value, Type type) {
    return switch (type.kind()) {
      case STRING -> {
        String text = (String) value;
        yield Optional.of(BigDecimal.valueOf(text.codePointCount(0, text.length())));
      }
      case BLOB ->
          value instanceof byte[] bytes
              ? Optional.of(BigDecimal.valueOf(bytes.length))
              : Optional.empty();
      case LIST -> Optional.of(BigDecimal.valueOf(((List<?>) value).size()));
      case MAP -> Optional.of(BigDecimal.valueOf(((Map<?, ?>) value).size()));
      case BYTE, SHORT, INTEGER, LONG ->
          Optional.of(BigDecimal.valueOf(((Number) value).longValue()));
      case FLOAT, DOUBLE -> {
        double number = ((Number) value).doubleValue();
        yield Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
      }
      case BIG_INTEGER -> Optional.of(new BigDecimal((java.math.BigInteger) value));
      case BIG_DECIMAL -> Optional.of((BigDecimal) value);
      default -> Optional.empty();
    };
  }

  /** Every constraint of a type, as AWS lists them for elements. */
  private static List<String> all(Type type) {
    List<String> all = new ArrayList<>();
    if (type.max() != null) {
      all.add(most(type));
    }
    if (type.min() != null) {
      all.add(least(type));
    }
    if (type.pattern() != null) {
      all.add(pattern(type));
    }
    if (!type.constants().isEmpty()) {
      all.add(constants(type));
    }
    return all;
  }

  private static String most(Type type) {
    return "Member must have %s less than or equal to %s".formatted(measured(type), type.max());
  }

  private static String least(Type type) {
    return "Member must have %s greater than or equal to %s".formatted(measured(type), type.min());
  }

  private static String pattern(Type type) {
    return "Member must satisfy regular expression pattern: " + type.pattern();
  }

  private static String constants(Type type) {
    return "Member must satisfy enum value set: [" + String.join(", ", type.constants()) + "]";
  }

  private static String measured(Type type) {
    return switch (type.kind()) {
      case STRING, BLOB, LIST, MAP -> "length";
      default -> "value";
    };
  }

  private static String sentence(@Nullable Object value, String at, String constraint) {
    String shown;
    if (value == null) {
      shown = "null";
    } else if (value instanceof byte[] bytes) {
      shown = "'java.nio.HeapByteBuffer[pos=0 lim=%1$d cap=%1$d]'".formatted(bytes.length);
    } else {
      shown = "'" + value + "'";
    }
    return "Value %s at '%s' failed to satisfy constraint: %s".formatted(shown, at, constraint);
  }

  private static String decapitalize(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}

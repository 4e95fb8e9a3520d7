package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a JSON classifier: {@code $}, {@code .name}, {@code ['name']}, {@code [*]}, {@code
 * [0]}. Source: AWS Glue Developer Guide, "Writing JSON custom classifiers".
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile("\\.(\\w[\\w-]*)|\\['([^']+)'\\]|\\[(\\*|\\d+)\\]|(\\.\\*)");
  private static final String EACH = "[*]";

  private final List<String> steps;

  private JsonPath(List<String> steps) {
    this.steps = steps;
  }

  /**
   * @throws IllegalArgumentException when the text is no path of the forms above
   */
  static JsonPath parse(String text) {
    List<String> steps = new ArrayList<>();
    String rest = text.strip();
    if (!rest.startsWith("$")) {
      throw new IllegalArgumentException("A JSON path begins with $: " + text);
    }
    Matcher matcher = STEP.matcher(rest);
    int at = 1;
    while (at < rest.length()) {
      matcher.region(at, rest.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException("Not a JSON path that is read here: " + text);
      }
      String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      steps.add(name == null ? EACH : name);
      at = matcher.end();
    }
    return new JsonPath(steps);
  }

  /**
   * What lies at the path.
   *
   * @param array whether the root stands for the elements of an array already
   */
  Optional<JsonEvidence> in(JsonEvidence root, boolean array) {
    JsonEvidence at = root;
    for (int i = 0; i < steps.size(); i++) {
      String step = steps.get(i);
      if (step.equals(EACH)) {
        if (i == 0 && array) {
          continue;
        }
        Optional<JsonEvidence> element = at.element();
        if (element.isEmpty()) {
          return Optional.empty();
        }
        at = element.get();
      } else {
        JsonEvidence field = at.fields().get(step.toLowerCase(Locale.ROOT));
        if (field == null) {
          return Optional.empty();
        }
        at = field;
      }
    }
    return Optional.of(at);
  }
}

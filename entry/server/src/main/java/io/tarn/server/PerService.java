package io.tarn.server;

import io.tarn.api.Services;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A number for every service, as people write it: {@code 1000} for each, {@code lambda=200} for
 * one, joined by commas; empty for no number at all.
 */
record PerService(OptionalInt each, Map<String, Integer> named) {
  PerService {
    named = Map.copyOf(named);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  static PerService parse(String text) {
    OptionalInt each = OptionalInt.empty();
    Map<String, Integer> named = new HashMap<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = part.indexOf('=');
      int number = number(part.substring(equals + 1).strip());
      if (equals < 0) {
        each = OptionalInt.of(number);
        continue;
      }
      String service = part.substring(0, equals).strip();
      if (Services.find(service) == null) {
        throw new IllegalArgumentException("names \"" + service + "\", which is no service");
      }
      named.put(service, number);
    }
    return new PerService(each, named);
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= 1_000_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new IllegalArgumentException(
        "holds \"" + text + "\", which is not a number between 1 and 1000000");
  }

  OptionalInt of(String service) {
    Integer number = named.get(service);
    return number == null ? each : OptionalInt.of(number);
  }
}

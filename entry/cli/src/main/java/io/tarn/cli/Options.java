package io.tarn.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options of the form {@code --name value} or {@code --name=value}, switches {@code --name}, and
 * plain words.
 */
record Options(Map<String, String> values, List<String> words) {
  Options {
    values = Map.copyOf(values);
    words = List.copyOf(words);
  }

  /**
   * @param allowed the names; one that ends with {@code !} is a switch without a value
   */
  static Options parse(List<String> args, String... allowed) {
    Set<String> names = new HashSet<>(List.of(allowed));
    Map<String, String> values = new HashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        words.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
      if (names.contains(name + "!")) {
        values.put(name, "true");
      } else if (!names.contains(name)) {
        throw new UsageException("unknown option --" + name);
      } else if (equals >= 0) {
        values.put(name, arg.substring(equals + 1));
      } else if (i + 1 < args.size()) {
        values.put(name, args.get(++i));
      } else {
        throw new UsageException("option --" + name + " needs a value");
      }
    }
    return new Options(values, words);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean has(String name) {
    return values.containsKey(name);
  }
}

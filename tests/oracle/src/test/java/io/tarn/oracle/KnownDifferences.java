package io.tarn.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The list of statements whose answers are known to differ from Trino's: a reason in a line that
 * begins with {@code #}, then the statements it holds for, each as {@code file: statement} in one
 * line.
 */
final class KnownDifferences {
  private final Map<String, Set<String>> byReason;

  private KnownDifferences(Map<String, Set<String>> byReason) {
    this.byReason = byReason;
  }

  static KnownDifferences load(Path file) throws IOException {
    Map<String, Set<String>> reasons = new LinkedHashMap<>();
    String reason = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#")) {
        reason = line.substring(1).strip();
      } else if (!line.isBlank()) {
        reasons.computeIfAbsent(reason, _ -> new TreeSet<>()).add(line);
      }
    }
    return new KnownDifferences(reasons);
  }

  static String key(String file, String sql) {
    return file.replace(".sql.test", "") + ": " + sql.replaceAll("\\s*\n\\s*", " ");
  }

  Set<String> all() {
    Set<String> all = new TreeSet<>();
    byReason.values().forEach(all::addAll);
    return all;
  }

  /** Statements that no reason is given for. */
  List<String> unexplained() {
    return new ArrayList<>(byReason.getOrDefault("", Set.of()));
  }
}

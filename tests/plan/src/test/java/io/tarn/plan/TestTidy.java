package io.tarn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * House rules that a regular expression can hold. The words are assembled so that this file passes
 * its own test.
 */
class TestTidy {
  private static final int LINES_MAX = 700;

  private static final Map<String, Pattern> EVERYWHERE =
      Map.of(
          "unfinished word",
              Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|X" + "XX|HA" + "CK)\\b"),
          "empty catch", Pattern.compile("catch \\([^)]*\\) *\\{ *\\}"),
          "switched-off test", Pattern.compile("@" + "Disabled(?!On|If)|assumeTrue\\(" + "false"),
          "absolute path of a machine", Pattern.compile("\"/(home|root|Users|work)/"),
          "stack trace printed", Pattern.compile("\\.print" + "StackTrace\\("));

  private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(");

  @Test
  void sourcesKeepTheHouseRules() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path source : javaFiles()) {
      String text = Files.readString(source, StandardCharsets.UTF_8);
      EVERYWHERE.forEach(
          (name, pattern) -> {
            if (pattern.matcher(text).find()) {
              wrong.add(name + ": " + GroundPlan.root().relativize(source));
            }
          });
      if (source.toString().contains("/src/test/") && SLEEP.matcher(text).find()) {
        wrong.add("sleep in a test: " + GroundPlan.root().relativize(source));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void filesCanBeReadInASitting() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path source : javaFiles()) {
      try (Stream<String> lines = Files.lines(source, StandardCharsets.UTF_8)) {
        long count = lines.count();
        if (count > LINES_MAX) {
          wrong.add(count + " lines: " + GroundPlan.root().relativize(source));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Path> javaFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String floor : List.of("base", "services", "engines", "entry", "tests")) {
      Path folder = GroundPlan.root().resolve(floor);
      if (Files.exists(folder)) {
        try (Stream<Path> found = Files.walk(folder)) {
          found
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .forEach(files::add);
        }
      }
    }
    return files;
  }
}

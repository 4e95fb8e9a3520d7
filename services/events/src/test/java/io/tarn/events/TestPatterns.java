package io.tarn.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Patterns as text: {@code == pattern}, then lines {@code + event} that match and {@code - event}
 * that do not, or {@code ! reason} when the pattern is refused.
 */
class TestPatterns {
  static Stream<String> cases() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
      return names.stream();
    }
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(TestPatterns.class.getResource("pattern")).toURI());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void behavesAsWritten(String name) throws Exception {
    List<String> wrong = new ArrayList<>();
    String pattern = "";
    for (String line : Files.readAllLines(folder().resolve(name))) {
      if (line.startsWith("== ")) {
        pattern = line.substring(3);
        continue;
      }
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String actual = judge(pattern, line);
      if (!actual.equals(line)) {
        wrong.add(pattern + "\n  expected " + line + "\n  but was  " + actual);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String judge(String pattern, String line) {
    try {
      EventPattern.require(pattern);
    } catch (ServiceError e) {
      return "! " + e.code() + ": " + e.message().replace('\n', ' ');
    }
    String event = line.substring(2);
    return (EventPattern.matches(pattern, Json.parseOwn(event)) ? "+ " : "- ") + event;
  }
}

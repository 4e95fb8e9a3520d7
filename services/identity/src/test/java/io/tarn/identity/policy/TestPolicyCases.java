package io.tarn.identity.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the {@code *.policy.test} files; UPDATE=1 in the environment rewrites their answers. */
final class TestPolicyCases {
  private static final Path SOURCES = Path.of("src", "test", "resources", "policy");

  @TestFactory
  List<DynamicTest> answersAsWritten() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
    }
    return tests;
  }

  @Test
  void holdsAtLeastTwoHundredQuestions() throws IOException {
    long questions = 0;
    for (Path file : files()) {
      questions +=
          Files.readAllLines(file, UTF_8).stream().filter(line -> line.contains(" -> ")).count();
    }
    assertThat(questions).isGreaterThanOrEqualTo(200);
  }

  private static void run(Path file) throws IOException {
    List<String> actual = new ArrayList<>();
    List<String> expected = Files.readAllLines(file, UTF_8);
    PolicyCase section = new PolicyCase();
    for (String line : expected) {
      if (line.startsWith("===")) {
        section = new PolicyCase();
      }
      if (line.isBlank() || line.startsWith("===") || line.startsWith("#")) {
        actual.add(line);
        continue;
      }
      int arrow = line.lastIndexOf(" -> ");
      String question = arrow < 0 ? line : line.substring(0, arrow);
      Optional<String> answer = section.line(question);
      actual.add(answer.isPresent() ? question + " -> " + answer.get() : line);
    }
    if ("1".equals(System.getenv("UPDATE"))) {
      Files.write(SOURCES.resolve(requireNonNull(file.getFileName()).toString()), actual, UTF_8);
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static List<Path> files() throws IOException {
    try {
      Path folder = Path.of(requireNonNull(TestPolicyCases.class.getResource("/policy")).toURI());
      try (Stream<Path> list = Files.list(folder)) {
        return list.filter(path -> path.toString().endsWith(".policy.test")).sorted().toList();
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

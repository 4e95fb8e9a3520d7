package io.tarn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Definitions as text files: what goes in, what calls answer, what must come out. {@code UPDATE=1}
 * in the environment rewrites what is expected, in the source tree.
 */
class TestAslCases {
  static Stream<String> cases() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
      return names.stream();
    }
  }

  private static Path folder() throws URISyntaxException {
    if ("1".equals(System.getenv("UPDATE"))) {
      return Path.of("src/test/resources/io/tarn/workflow/asl");
    }
    URL url = Objects.requireNonNull(TestAslCases.class.getResource("asl"));
    return Path.of(url.toURI());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void behavesAsWritten(String name) throws Exception {
    AslCase test = AslCase.read(folder().resolve(name));
    String actual = test.run();
    if ("1".equals(System.getenv("UPDATE"))) {
      test.rewrite(actual);
      return;
    }
    assertThat(actual).isEqualTo(test.expected());
  }
}

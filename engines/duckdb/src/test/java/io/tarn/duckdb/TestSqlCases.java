package io.tarn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.sql.TrinoFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code cases/*.sql.test}; {@code UPDATE=1} in the environment rewrites what differs. */
class TestSqlCases {
  private static final Path CASES = Path.of("src/test/resources/cases");

  private static @Nullable TrinoFront front;
  private static @Nullable DuckDbEngine engine;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    front = new TrinoFront();
    engine = new DuckDbEngine(new DuckDbEngine.Limits(2000, 8000, 2));
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
    }
    if (front != null) {
      front.close();
    }
  }

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheExpectedRowsTypesAndErrors(String name) throws Exception {
    String text = Files.readString(CASES.resolve(name));
    String answer =
        new CaseRunner(
                java.util.Objects.requireNonNull(front),
                java.util.Objects.requireNonNull(engine),
                directory)
            .run(text);
    if (System.getenv("UPDATE") != null) {
      Files.writeString(CASES.resolve(name), answer);
    } else {
      assertThat(answer).isEqualTo(text);
    }
  }
}

package io.tarn.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The statements below {@code answers/} with what a real Trino server answered. The lake's answers
 * are equal to them, but for the listed differences; the profile {@code trino-oracle} asks Trino
 * again, and writes its answers with {@code UPDATE=1} in the environment.
 */
class TestTrinoAnswers {
  private static final Path ANSWERS = Path.of("src/test/resources/answers");
  private static final Path KNOWN = Path.of("src/test/resources/known-differences.txt");

  @TempDir @Nullable Path directory;

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(ANSWERS)) {
      return files.sorted().toList();
    }
  }

  @Test
  void areTheLakesButForTheListedDifferences() throws Exception {
    KnownDifferences known = KnownDifferences.load(KNOWN);
    TreeMap<String, String> differences = new TreeMap<>();
    int statements = 0;
    try (TarnEngine tarn =
        new TarnEngine(
            new NoTables(), _ -> List.of(), java.util.Objects.requireNonNull(directory))) {
      for (Path path : files()) {
        StatementFile file = StatementFile.parse(Files.readString(path));
        for (StatementFile.Case statement : file.cases()) {
          statements++;
          String answer = tarn.answer(file.whole(statement));
          if (!answer.equals(statement.answer())) {
            differences.put(
                KnownDifferences.key(path.getFileName().toString(), statement.sql()),
                "Trino: " + statement.answer() + "Tarn:  " + answer);
          }
        }
      }
    }
    assertThat(known.unexplained()).isEmpty();
    Set<String> vanished = new TreeSet<>(known.all());
    vanished.removeAll(differences.keySet());
    assertThat(vanished).as("listed, and equal by now").isEmpty();
    differences.keySet().removeAll(known.all());
    assertThat(differences).as("not listed").isEmpty();
    assertThat(statements).isGreaterThanOrEqualTo(1_500);
    assertThat(known.all().size()).isLessThanOrEqualTo(statements / 20);
  }

  @Test
  @Tag("oracle")
  void areStillTrinos() throws Exception {
    try (TrinoServer trino = new TrinoServer()) {
      for (Path path : files()) {
        String text = Files.readString(path);
        String answered = StatementFile.parse(text).answered(trino::answer);
        if (System.getenv("UPDATE") != null) {
          Files.writeString(path, answered);
        } else {
          assertThat(answered).isEqualTo(text);
        }
      }
    }
  }
}

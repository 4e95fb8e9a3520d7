package io.tarn.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The 22 queries of TPC-H and the 99 of TPC-DS over generated tables, with what a real Trino server
 * answered; the profile {@code trino-oracle} asks Trino again, and about tables ten times as large.
 */
class TestPublishedQueries {
  private static final Path ANSWERS = Path.of("src/test/resources/published");
  private static final List<String> BENCHMARKS = List.of("tpch", "tpcds");

  @TempDir @Nullable Path directory;

  private TarnEngine lake(GeneratedTables tables) {
    return new TarnEngine(tables, tables::filesOf, requireNonNull(directory));
  }

  private GeneratedTables tables(double scale) throws Exception {
    return new GeneratedTables(requireNonNull(directory)).generateTpch(scale).generateTpcds(scale);
  }

  @Test
  void areAnsweredAsTrinoAnswersThem() throws Exception {
    Map<String, String> differences = new TreeMap<>();
    try (TarnEngine lake = lake(tables(0.01))) {
      for (String benchmark : BENCHMARKS) {
        Map<String, String> answers = answers(benchmark);
        List<PublishedQueries.Query> queries = PublishedQueries.of(benchmark);
        assertThat(answers.keySet())
            .containsExactlyElementsOf(queries.stream().map(PublishedQueries.Query::name).toList());
        for (PublishedQueries.Query query : queries) {
          String answer = lake.answer(benchmark, sql(lake, query), Answer.rounded());
          String trinos = requireNonNull(answers.get(query.name()));
          if (!answer.equals(trinos)) {
            differences.put(query.name(), "Trino: " + trinos + "Tarn:  " + answer);
          }
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  @Tag("oracle")
  void areStillTrinos() throws Exception {
    try (TrinoServer trino = new TrinoServer().withGeneratedTables("tiny");
        TarnEngine lake = lake(tables(0.001))) {
      for (String benchmark : BENCHMARKS) {
        StringBuilder text = new StringBuilder();
        for (PublishedQueries.Query query : PublishedQueries.of(benchmark)) {
          text.append("> ")
              .append(query.name())
              .append('\n')
              .append(trino.answer(benchmark, sql(lake, query), Answer.rounded()))
              .append('\n');
        }
        if (System.getenv("UPDATE") != null) {
          Files.writeString(file(benchmark), text);
        } else {
          assertThat(text).hasToString(Files.readString(file(benchmark)));
        }
      }
    }
  }

  @Test
  @Tag("oracle")
  void areTrinosOverTenTimesTheRows() throws Exception {
    Map<String, String> differences = new TreeMap<>();
    try (TrinoServer trino = new TrinoServer().withGeneratedTables("sf0.1");
        TarnEngine lake = lake(tables(0.1))) {
      for (String benchmark : BENCHMARKS) {
        for (PublishedQueries.Query query : PublishedQueries.of(benchmark)) {
          String sql = sql(lake, query);
          String answer = lake.answer(benchmark, sql, Answer.rounded());
          String trinos = trino.answer(benchmark, sql, Answer.rounded());
          if (!answer.equals(trinos)) {
            differences.put(query.name(), "Trino: " + trinos + "Tarn:  " + answer);
          }
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String sql(TarnEngine lake, PublishedQueries.Query query) {
    return query.ordered(lake.columns(query.benchmark(), query.sql()));
  }

  private static Path file(String benchmark) {
    return ANSWERS.resolve(benchmark + ".answers");
  }

  private static Map<String, String> answers(String benchmark) throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String answer : Files.readString(file(benchmark)).split("(?m)^> ")) {
      int end = answer.indexOf('\n');
      if (end > 0) {
        answers.put(answer.substring(0, end), answer.substring(end + 1, answer.length() - 1));
      }
    }
    return answers;
  }
}

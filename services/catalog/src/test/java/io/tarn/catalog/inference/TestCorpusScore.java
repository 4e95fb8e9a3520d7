package io.tarn.catalog.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How often a crawl makes of a pile of files what a person would. The piles are generated; {@code
 * TARN_CORPUS_SEED} in the environment gives others, {@code TARN_CORPUS_SIZE} more of them.
 */
class TestCorpusScore {
  private static final double TABLES = 0.98;
  private static final double HEADERS = 0.98;
  private static final double TYPES = 0.97;

  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final List<String> misses = new ArrayList<>();
  private int layouts;
  private int tablesRight;
  private int headers;
  private int headersRight;
  private int types;
  private int typesRight;

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void findsTheTablesThatAPersonWouldMake() throws IOException {
    judgeAll("corpus", setting("TARN_CORPUS_SIZE", 300), CorpusLayout::of);
  }

  @Test
  void findsLogsParquetAndOrc() throws IOException {
    judgeAll("logs", setting("TARN_CORPUS_SIZE", 150), CorpusLogs::of);
  }

  /** Makes one pile of files of a seed. */
  private interface Maker {
    CorpusLayout make(long seed) throws IOException;
  }

  private void judgeAll(String what, long size, Maker maker) throws IOException {
    long seed = setting("TARN_CORPUS_SEED", 20_240_229);
    for (long i = 0; i < size; i++) {
      judge(maker.make(seed * 1_000_003 + i));
    }
    String score =
        String.format(
            "%s seed %d: %d layouts, tables %d/%d, headers %d/%d, types %d/%d",
            what, seed, layouts, tablesRight, layouts, headersRight, headers, typesRight, types);
    System.out.println(score);
    misses.forEach(miss -> System.out.println("  missed " + miss));
    assertThat(tablesRight).as(score).isGreaterThanOrEqualTo((int) Math.ceil(layouts * TABLES));
    assertThat(headersRight).as(score).isGreaterThanOrEqualTo((int) Math.ceil(headers * HEADERS));
    assertThat(typesRight).as(score).isGreaterThanOrEqualTo((int) Math.ceil(types * TYPES));
  }

  private static long setting(String name, long otherwise) {
    return Optional.ofNullable(System.getenv(name)).map(Long::parseLong).orElse(otherwise);
  }

  private void judge(CorpusLayout layout) {
    layouts++;
    List<TableFinding> found =
        new TableFinder(layout.source(), GroupingPolicy.usual(), workers, () -> false)
            .find("lake", "raw/", layout.source().list("raw/"), Globs.of(List.of()))
            .tables();
    List<String> wrong = new ArrayList<>();
    boolean right = found.size() == layout.tables().size();
    for (CorpusLayout.Expected table : layout.tables()) {
      Optional<TableFinding> match =
          found.stream()
              .filter(f -> f.path().equals(table.path()))
              .filter(f -> f.format().classification().equals(table.classification()))
              .findFirst();
      right &= match.isPresent() && match.get().partitionKeys().equals(table.partitionKeys());
      judgeColumns(table, match, wrong);
    }
    tablesRight += right ? 1 : 0;
    if (!right) {
      List<String> paths =
          found.stream()
              .map(f -> f.path() + " " + f.format().classification() + " " + f.partitionKeys())
              .toList();
      wrong.add("tables " + paths);
    }
    if (!wrong.isEmpty()) {
      misses.add(layout.words() + ": " + String.join("; ", wrong));
    }
  }

  private void judgeColumns(
      CorpusLayout.Expected table, Optional<TableFinding> match, List<String> wrong) {
    List<String> names = List.copyOf(table.columns().keySet());
    List<ColumnFinding> columns = match.map(TableFinding::columns).orElse(List.of());
    List<String> foundNames = columns.stream().map(ColumnFinding::name).toList();
    boolean sameNames = foundNames.equals(names);
    if (table.classification().equals("csv")) {
      headers++;
      headersRight += sameNames ? 1 : 0;
    }
    if (!sameNames) {
      wrong.add("columns " + foundNames + " instead of " + names);
    }
    for (int i = 0; i < names.size(); i++) {
      types++;
      String wanted = table.columns().get(names.get(i));
      String type = i < columns.size() ? columns.get(i).type().text() : "none";
      if (type.equals(wanted)) {
        typesRight++;
      } else {
        wrong.add(names.get(i) + " is " + type + " instead of " + wanted);
      }
    }
  }
}

package io.tarn.catalog.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large, wide and hostile files: what is read stays bounded and the answer right. */
class TestScale {
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final MapSource source = new MapSource();

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void tenThousandFilesInAHundredPartitionsAreOneTable() {
    for (int day = 0; day < 100; day++) {
      for (int file = 0; file < 100; file++) {
        source.put(
            String.format("logs/day=%03d/part-%03d.csv", day, file),
            "id,amount\n" + file + "," + day + ".5\n");
      }
    }
    TableFinding table = one("logs/");
    assertThat(table.partitions()).hasSize(100);
    assertThat(table.volume().objects()).isEqualTo(10_000);
    assertThat(table.volume().recordCount()).isBetween(9_000L, 11_000L);
  }

  @Test
  void aFileOfManyColumnsIsRead() {
    StringBuilder header = new StringBuilder("c0");
    StringBuilder row = new StringBuilder("0");
    for (int i = 1; i < 5_000; i++) {
      header.append(",c").append(i);
      row.append(',').append(i);
    }
    source.put("wide/a.csv", header + "\n" + row + "\n" + row + "\n");
    assertThat(one("wide/").columns()).hasSize(5_000);
  }

  @Test
  void aLongLineAndZeroBytesDoNoHarm() {
    source.put("long/a.csv", "id,text\n1," + "x".repeat(1_000_000) + "\n2,short\n");
    source.put("bad/a.csv", "id,\0text\n1,\0\n");
    assertThat(one("long/").columns()).extracting(ColumnFinding::name).contains("id", "text");
    assertThat(finder().find("lake", "bad/", source.list("bad/"), Globs.of(List.of())).tables())
        .isEmpty();
  }

  @Test
  void deeplyNestedJsonIsNamed() {
    source.put("deep/a.json", "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
    TableFinder.Result result =
        finder().find("lake", "deep/", source.list("deep/"), Globs.of(List.of()));
    assertThat(result.tables().isEmpty() ? result.foreign().toString() : warnings(result))
        .contains("a.json");
  }

  private static String warnings(TableFinder.Result result) {
    return result.tables().getFirst().warnings().toString();
  }

  private TableFinder finder() {
    return new TableFinder(source, GroupingPolicy.usual(), workers, () -> false);
  }

  private TableFinding one(String path) {
    List<TableFinding> tables =
        finder().find("lake", path, source.list(path), Globs.of(List.of())).tables();
    assertThat(tables).hasSize(1);
    return tables.getFirst();
  }
}

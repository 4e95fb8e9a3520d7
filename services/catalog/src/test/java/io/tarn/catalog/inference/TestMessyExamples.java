package io.tarn.catalog.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The files that a newcomer meets first, and the tables that examples/messy/README.md promises. */
class TestMessyExamples {
  private final ExecutorService workers = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void becomeTheTablesThatTheirReadmePromises() throws IOException {
    MapSource source = new MapSource();
    Path root = Path.of("../../examples/messy");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        source.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    List<TableFinding> tables =
        new TableFinder(source, GroupingPolicy.usual(), workers, () -> false)
            .find("lake", "", source.list(""), Globs.of(List.of()))
            .tables();
    assertThat(tables)
        .extracting(TestMessyExamples::describe)
        .containsExactly(
            "customers quoted: id bigint, name string, note string, joined string, amount double",
            "stations plain: station string, opened bigint, height double, active boolean",
            "visits JSON: id int, at string, who struct<name:string,tags:array<string>>,"
                + " score double");
    assertThat(tables.getFirst().volume().sampledRows()).isEqualTo(4);
  }

  private static String describe(TableFinding table) {
    String kind =
        switch (table.format()) {
          case FileFormat.Delimited csv -> csv.quoted() ? "quoted" : "plain";
          case FileFormat.Json json -> "JSON";
          case FileFormat.Xml xml -> xml.rowTag();
          case FileFormat.GrokLines lines -> lines.pattern();
          case FileFormat.SelfDescribing other -> other.classification();
          case FileFormat.Unknown unknown -> unknown.why();
          case FileFormat.Nothing nothing -> nothing.why();
        };
    List<String> columns =
        table.columns().stream().map(c -> c.name() + " " + c.type().text()).toList();
    return table.element() + " " + kind + ": " + String.join(", ", columns);
  }
}

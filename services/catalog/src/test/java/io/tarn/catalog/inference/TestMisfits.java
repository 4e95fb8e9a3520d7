package io.tarn.catalog.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number is what the table's reader reads as one in every row. */
class TestMisfits {
  private static final String HEAD = "id,name,qty\n";

  /** {@code ~} stands for a line end, {@code _} for a blank, {@code ^} for a quote. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1,a,5~2,b,6~3,c,7~                ;bigint",
        "1,a,5~2,b,6~3,c,~                 ;bigint",
        "1,a,5~2,b,6~3,c,__~               ;bigint",
        "1,a,5~2,b,6~3,c,\\N~              ;bigint",
        "1,a,5~2,b,6~3,c,_7~               ;string",
        "1,a,5.5~2,b,6~3,c,_7~             ;double",
        "1,a,true~2,b,false~3,c,_true~     ;string",
        "1,a,5~2,b,6~3,c,7~x,3,c,7~        ;string",
        "1,a,5~2,b,6~3,c,7~8,3,1.5,7~      ;double",
        "1,a,5~2,b,6~3,c,7~8,3,15,c~       ;bigint",
        "1,a,5~2,b,6~id,name,qty~3,c,7~    ;bigint"
      })
  void aReaderThatMakesNullLosesNothing(String rows, String type) throws IOException {
    assertThat(qty(rows).type().text()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1,^a^,5~2,b,6~3,c,7~                ;bigint",
        "1,^a^,5~2,b,6~3,c,~                 ;bigint",
        "1,^a^,5~2,b,6~3,c,__~               ;string",
        "1,^a^,5~2,b,6~3,c,\\N~              ;string",
        "1,^a^,5~2,b,6~3,c,_7~               ;string",
        "1,^a^,5~2,b,6~3,c,7~x,3,c,7~        ;string",
        "1,^a^,5~2,b,6~3,c,7~8,3,1.5,7~      ;double",
        "1,^a^,5~2,b,6~id,name,qty~3,c,7~    ;string"
      })
  void aReaderThatRefusesMeetsNothingToRefuse(String rows, String type) throws IOException {
    ColumnFinding qty = qty(rows.replace('^', '"'));
    assertThat(qty.type().text()).isEqualTo(type);
    assertThat(qty.strict()).isEqualTo(qty.type());
  }

  @Test
  void whatSpokeAgainstANumberIsNamed() throws IOException {
    assertThat(qty("1,a,5~2,b,6~3,c,7~x,3,c,7~").why())
        .endsWith("; not whole number because of 'c' in orders.csv line 5");
  }

  @Test
  void oneQuotedFileDecidesForAll() {
    MapSource source =
        new MapSource()
            .put("raw/a.csv", HEAD + "1,a,5\n2,b,6\n3,c,\\N\n4,d,8\n")
            .put("raw/b.csv", HEAD + "5,\"e\",9\n6,\"f\",10\n");
    assertThat(types(source)).containsExactly("bigint", "string", "string");
    assertThat(types(new MapSource().put("raw/a.csv", HEAD + "1,a,5\n2,b,6\n3,c,\\N\n4,d,8\n")))
        .containsExactly("bigint", "string", "bigint");
  }

  private static List<String> types(MapSource source) {
    ExecutorService workers = Executors.newFixedThreadPool(1);
    try {
      return new TableFinder(source, GroupingPolicy.usual(), workers, () -> false)
          .find("lake", "raw/", source.list("raw/"), Globs.of(List.of())).tables().stream()
              .flatMap(table -> table.columns().stream())
              .map(column -> column.type().text())
              .toList();
    } finally {
      workers.shutdownNow();
    }
  }

  private static ColumnFinding qty(String rows) throws IOException {
    String text = HEAD + rows.strip().replace('~', '\n').replace('_', ' ');
    return FileProbe.text(
            FileSample.whole("orders.csv", text.getBytes(UTF_8)),
            ProbeRules.of(HeaderRule.EVIDENCE),
            offset -> 0)
        .columns()
        .get(2);
  }
}

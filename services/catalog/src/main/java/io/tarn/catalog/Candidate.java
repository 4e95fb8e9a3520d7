package io.tarn.catalog;

import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.inference.ColumnFinding;
import io.tarn.catalog.inference.TableFinding;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that a crawl has found, whatever kind of target it lies in, before it is compared with
 * the catalog.
 *
 * @param element what names the table: the crawler's prefix comes before it
 * @param table under any name
 * @param why how it came to be this table, and its columns, for the log
 * @param warnings what does not fit
 */
record Candidate(
    String element,
    String location,
    TableInput table,
    List<PartitionInput> partitions,
    List<String> why,
    List<String> columns,
    List<String> warnings) {
  Candidate {
    partitions = List.copyOf(partitions);
    why = List.copyOf(why);
    columns = List.copyOf(columns);
    warnings = List.copyOf(warnings);
  }

  static Candidate of(TableFinding finding, String crawler) {
    TableDraft draft = new TableDraft(finding, crawler);
    List<String> columns = new ArrayList<>();
    for (ColumnFinding column : finding.columns()) {
      columns.add(column.name() + " " + column.type().text() + ": " + column.why());
    }
    return new Candidate(
        finding.element(),
        finding.location(),
        draft.table(finding.element()),
        draft.partitions(),
        finding.why(),
        columns,
        finding.warnings());
  }

  /** The table under the name that it gets in the catalog. */
  TableInput named(String name) {
    return table.toBuilder().name(name).build();
  }
}

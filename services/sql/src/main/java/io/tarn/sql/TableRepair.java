package io.tarn.sql;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.Table;
import io.tarn.ledger.Pages;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * MSCK REPAIR TABLE: folders {@code key=value} below the table's location that are no partition yet
 * become partitions. A folder that is some partition's location already is left alone, however its
 * value is spelled.
 */
final class TableRepair {
  /** One commit takes about a thousand rows. */
  private static final int BATCH = 500;

  private final StatementContext context;

  TableRepair(StatementContext context) {
    this.context = context;
  }

  ShowStatements.Answer run(Table table, Outcome outcome) {
    String database = String.valueOf(table.databaseName());
    List<Column> keys = table.partitionKeys() == null ? List.of() : table.partitionKeys();
    if (keys.isEmpty()) {
      throw StatementFailure.hive(
          "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table "
              + table.name()
              + " is not a partitioned table");
    }
    CatalogChecks.table(context, "glue:BatchCreatePartition", database, table.name());
    S3Location root =
        S3Location.parse(
                table.storageDescriptor() == null
                    ? ""
                    : String.valueOf(table.storageDescriptor().location()))
            .orElseThrow(
                () -> StatementFailure.hive("SemanticException The table has no s3:// location"));
    context.checkList(root);
    Set<String> locations = new HashSet<>();
    Set<List<String>> known = new HashSet<>();
    existing(database, table, locations, known);
    List<PartitionInput> found = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    collect(table, keys, root, new ArrayList<>(), locations, known, found, lines);
    for (int from = 0; from < found.size(); from += BATCH) {
      List<PartitionInput> batch = found.subList(from, Math.min(from + BATCH, found.size()));
      outcome.effects.add(
          tx ->
              context
                  .tables()
                  .createPartitions(tx, context.change(), database, table.name(), batch));
    }
    return new ShowStatements.Answer(List.of(ResultColumns.text("result")), lines);
  }

  private void existing(
      String database, Table table, Set<String> locations, Set<List<String>> known) {
    Pages.forEach(
        context.ledger(),
        context.partitionsOf(database, table.name()),
        partition -> {
          known.add(partition.values() == null ? List.of() : partition.values());
          if (partition.storageDescriptor() != null
              && partition.storageDescriptor().location() != null) {
            S3Location.parse(partition.storageDescriptor().location())
                .ifPresent(location -> locations.add(location.toString()));
          }
        });
  }

  private void collect(
      Table table,
      List<Column> keys,
      S3Location place,
      List<String> values,
      Set<String> locations,
      Set<List<String>> known,
      List<PartitionInput> found,
      List<String> lines) {
    if (values.size() == keys.size()) {
      if (!locations.contains(place.toString()) && !known.contains(values)) {
        String name = DdlStatements.partitionName(table, values);
        found.add(DdlStatements.partition(table, List.copyOf(values), place.toString()));
        lines.add("Partitions not in metastore:\t" + table.name() + ":" + name);
        lines.add("Repair: Added partition to metastore " + table.name() + ":" + name);
      }
      return;
    }
    String key = keys.get(values.size()).name() + "=";
    for (String folder : folders(place)) {
      String segment = folder.substring(place.prefix().length(), folder.length() - 1);
      if (segment.toLowerCase(java.util.Locale.ROOT).startsWith(key)) {
        values.add(
            URLDecoder.decode(
                segment.substring(key.length()).replace("+", "%2B"), StandardCharsets.UTF_8));
        collect(
            table,
            keys,
            new S3Location(place.bucket(), folder),
            values,
            locations,
            known,
            found,
            lines);
        values.removeLast();
      }
    }
  }

  private List<String> folders(S3Location place) {
    List<String> folders = new ArrayList<>();
    Pages.forEach(
        context.ledger(),
        (tx, after) ->
            context.objects().listFolders(tx, place.bucket(), place.prefix(), after, 1000),
        item -> {
          if (item.endsWith("/")) {
            folders.add(item);
          }
        });
    return folders;
  }
}

package io.tarn.catalog;

import static java.util.Objects.requireNonNull;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.catalog.inference.Globs;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.catalog.inference.PartitionFolder;
import io.tarn.catalog.inference.TableFinder;
import io.tarn.catalog.inference.TableFinding;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Pages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A crawl that looks into folders only which the catalog does not know yet: what lies in a known
 * table's folder or partition is not read again, and no known schema changes. A new folder becomes
 * a partition with the table's own columns when its files are of the table's format. Source: AWS
 * Glue Developer Guide, "Scheduling incremental crawls for adding new partitions".
 */
final class NewFolders {
  private static final int PAGE = 1_000;

  /**
   * A table that this crawler has made.
   *
   * @param path the folder it lies in, ending with a slash
   */
  record Known(Table table, String path) {}

  /** New partitions of a table that is there. */
  record Addition(Table table, List<PartitionInput> partitions) {}

  /** What is new: tables, and partitions of known tables. */
  record News(List<TableFinding> tables, List<Addition> additions) {}

  private final Ledger ledger;
  private final LedgerTables tables;
  private final TableFinder finder;
  private final CrawlContext crawl;
  private final String region;
  private final String database;

  /**
   * @param database that the tables are in
   */
  NewFolders(
      Ledger ledger, LedgerTables tables, TableFinder finder, CrawlContext crawl, String database) {
    this.ledger = ledger;
    this.tables = tables;
    this.finder = finder;
    this.crawl = crawl;
    this.region = crawl.role().region();
    this.database = database;
  }

  News find(String bucket, String prefix, List<ListedFile> files, Globs exclusions) {
    List<ListedFile> rest = new ArrayList<>();
    for (ListedFile file : files) {
      String relative = file.key().substring(Math.min(prefix.length(), file.key().length()));
      if (!ListedFile.isHidden(file.key(), prefix.length()) && !exclusions.match(relative)) {
        rest.add(file);
      }
    }
    List<Addition> additions = new ArrayList<>();
    for (Known known : known(bucket)) {
      crawl.stop().check();
      String path = known.path();
      List<ListedFile> inside =
          rest.stream()
              .filter(file -> file.key().startsWith(path) || (file.key() + "/").equals(path))
              .toList();
      rest.removeAll(new HashSet<>(inside));
      List<PartitionInput> fresh = partitions(known.table(), bucket, path, inside);
      if (!fresh.isEmpty()) {
        additions.add(new Addition(known.table(), fresh));
      }
    }
    TableFinder.Result result = finder.find(bucket, prefix, rest, Globs.of(List.of()));
    crawl.note(result);
    return new News(result.tables(), additions);
  }

  /** The tables that this crawler has made in a bucket, the deepest first. */
  List<Known> known(String bucket) {
    String root = "s3://" + bucket + "/";
    List<Known> found = new ArrayList<>();
    Pages.forEach(
        ledger,
        (tx, after) -> tables.listTables(tx, region, database, after, PAGE),
        table -> {
          Map<String, String> parameters =
              table.parameters() == null ? Map.of() : table.parameters();
          String location = folder(S3Path.locationOf(table.storageDescriptor()));
          if (crawl.name().equals(parameters.get("UPDATED_BY_CRAWLER"))
              && location.startsWith(root)) {
            found.add(new Known(table, location.substring(root.length())));
          }
        });
    // The deepest first, so that a table below another keeps its own files.
    found.sort(Comparator.comparingInt((Known known) -> known.path().length()).reversed());
    return found;
  }

  private List<PartitionInput> partitions(
      Table table, String bucket, String path, List<ListedFile> files) {
    List<Column> keys = table.partitionKeys() == null ? List.of() : table.partitionKeys();
    if (keys.isEmpty()) {
      return List.of();
    }
    Set<String> locations = locations(table.name());
    Map<String, List<ListedFile>> folders = new TreeMap<>();
    for (ListedFile file : files) {
      PartitionFolder.at(path, file.key(), keys.size())
          .filter(folder -> !locations.contains("s3://" + bucket + "/" + folder.path()))
          .ifPresent(
              folder -> folders.computeIfAbsent(folder.path(), f -> new ArrayList<>()).add(file));
    }
    List<PartitionInput> fresh = new ArrayList<>();
    folders.forEach(
        (folder, inside) ->
            partition(table, bucket, path, folder, inside, keys.size()).ifPresent(fresh::add));
    return fresh;
  }

  /** A folder as a partition of a table; empty when its files are of another kind. */
  Optional<PartitionInput> partition(
      Table table, String bucket, String path, String folder, List<ListedFile> files, int depth) {
    TableFinder.Result result = finder.find(bucket, folder, files, Globs.of(List.of()));
    crawl.note(result);
    return partition(table, bucket, path, folder, result, depth);
  }

  Optional<PartitionInput> partition(
      Table table,
      String bucket,
      String path,
      String folder,
      TableFinder.Result result,
      int depth) {
    String location = "s3://" + bucket + "/" + folder;
    Map<String, String> parameters = table.parameters() == null ? Map.of() : table.parameters();
    boolean same =
        !result.tables().isEmpty()
            && result.tables().stream()
                .allMatch(
                    found ->
                        found.format().classification().equals(parameters.get("classification")));
    if (!same) {
      crawl
          .log()
          .warn(
              "Table "
                  + table.name()
                  + ": the new folder "
                  + location
                  + " is no partition, its files are not "
                  + parameters.get("classification"));
      return Optional.empty();
    }
    TableFinding finding = result.tables().getFirst();
    StorageDescriptor storage = requireNonNull(table.storageDescriptor());
    Map<String, String> figures = new LinkedHashMap<>(parameters);
    figures.remove("partition_filtering.enabled");
    figures.put("objectCount", String.valueOf(finding.volume().objects()));
    figures.put("recordCount", String.valueOf(finding.volume().recordCount()));
    figures.put("sizeKey", String.valueOf(finding.volume().bytes()));
    figures.put("averageRecordSize", String.valueOf(finding.volume().averageRecordSize()));
    crawl.log().info("Table " + table.name() + ": the new folder " + location + " is a partition");
    return Optional.of(
        PartitionInput.builder()
            .values(PartitionFolder.at(path, folder + "x", depth).orElseThrow().values())
            .parameters(figures)
            .storageDescriptor(
                storage.toBuilder()
                    .location(location)
                    .parameters(figures)
                    .columns(plain(storage.columns()))
                    .build())
            .build());
  }

  /** Partitions say what the table says, without the reasons. */
  private static List<Column> plain(@Nullable List<Column> columns) {
    List<Column> plain = new ArrayList<>();
    for (Column column : columns == null ? List.<Column>of() : columns) {
      plain.add(Column.builder().name(column.name()).type(column.type()).build());
    }
    return plain;
  }

  /** Where the partitions of a table lie, as folders. */
  Set<String> locations(String table) {
    Set<String> locations = new HashSet<>();
    Pages.forEach(
        ledger,
        (tx, after) ->
            tables.listPartitions(tx, region, database, table, PartitionFilter.all(), after, PAGE),
        partition -> {
          crawl.stop().check();
          locations.add(folder(S3Path.locationOf(partition.storageDescriptor())));
        });
    return locations;
  }

  private static String folder(String location) {
    return location.endsWith("/") ? location : location + "/";
  }
}

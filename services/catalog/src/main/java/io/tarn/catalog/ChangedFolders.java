package io.tarn.catalog;

import static java.util.Objects.requireNonNull;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.Table;
import io.tarn.catalog.inference.ColumnFinding;
import io.tarn.catalog.inference.Globs;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.catalog.inference.PartitionFolder;
import io.tarn.catalog.inference.TableFinder;
import io.tarn.catalog.inference.TableFinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A crawl that looks only where objects came or went. A partition whose folder changed is looked at
 * by itself as long as it agrees with its table; where it does not, the whole table is looked at.
 * Source: AWS Glue Developer Guide, "Accelerating crawls using Amazon S3 event notifications".
 */
final class ChangedFolders {
  /** A partition whose files are gone. */
  record Gone(Table table, List<String> values) {}

  /**
   * What changed.
   *
   * @param found tables to be made or brought up to date
   * @param empty tables without a file
   */
  record Changes(
      List<TableFinding> found,
      List<NewFolders.Addition> additions,
      List<Gone> gone,
      List<Table> empty) {
    static Changes none() {
      return new Changes(
          new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** A target: its folder, and what of it is not looked at. */
  private record Scope(String bucket, String prefix, Globs exclusions) {
    boolean takes(String key) {
      return key.startsWith(prefix)
          && !ListedFile.isHidden(key, prefix.length())
          && !exclusions.match(key.substring(prefix.length()));
    }
  }

  private static final String NOWHERE = "//";

  private final NewFolders folders;
  private final TableFinder finder;
  private final CrawlContext crawl;
  private final Changes changes;

  ChangedFolders(NewFolders folders, TableFinder finder, CrawlContext crawl, Changes changes) {
    this.folders = folders;
    this.finder = finder;
    this.crawl = crawl;
    this.changes = changes;
  }

  /**
   * @param prefix the target's folder
   * @param keys that came or went, anywhere in the bucket
   */
  void find(String bucket, String prefix, Set<String> keys, Globs exclusions) {
    Scope scope = new Scope(bucket, prefix, exclusions);
    Set<String> rest = new TreeSet<>();
    for (String key : keys) {
      if (scope.takes(key)) {
        rest.add(key);
      }
    }
    crawl.log().info(rest.size() + " objects came or went below s3://" + bucket + "/" + prefix);
    Map<String, Table> known = new HashMap<>();
    folders.known(bucket).forEach(found -> known.put(found.path(), found.table()));
    Map<String, Set<String>> touched = new TreeMap<>();
    Set<String> fresh = new TreeSet<>();
    for (String key : rest) {
      crawl.stop().check();
      String home = homeOf(key, known.keySet());
      if (home.equals(NOWHERE)) {
        int slash = key.indexOf('/', prefix.length());
        fresh.add(slash < 0 ? prefix : key.substring(0, slash + 1));
      } else {
        touched.computeIfAbsent(home, h -> new TreeSet<>()).add(key);
      }
    }
    touched.forEach((path, inside) -> look(requireNonNull(known.get(path)), scope, path, inside));
    for (String folder : fresh) {
      crawl.stop().check();
      List<ListedFile> files = new ArrayList<>();
      for (ListedFile file : list(scope, folder)) {
        if (homeOf(file.key(), known.keySet()).equals(NOWHERE)) {
          files.add(file);
        }
      }
      take(finder.find(bucket, prefix, files, Globs.of(List.of())));
    }
  }

  /** The deepest known table that the key lies in. */
  private static String homeOf(String key, Set<String> paths) {
    String home = NOWHERE;
    for (String path : paths) {
      boolean inside = key.startsWith(path) || (key + "/").equals(path);
      if (inside && (home.equals(NOWHERE) || path.length() > home.length())) {
        home = path;
      }
    }
    return home;
  }

  private List<ListedFile> list(Scope scope, String place) {
    return crawl.source().list(scope.bucket(), place).stream()
        .filter(file -> scope.takes(file.key()))
        .toList();
  }

  private void look(Table table, Scope scope, String path, Set<String> keys) {
    if (!partitions(table, scope, path, keys)) {
      whole(table, scope, path);
    }
  }

  /**
   * Looks at a table where it changed.
   *
   * @param path the table's folder
   * @param keys that came or went in it
   * @return false, without a change, when the whole table must be looked at
   */
  boolean partitions(Table table, String bucket, String path, Set<String> keys) {
    return partitions(table, new Scope(bucket, path, Globs.of(List.of())), path, keys);
  }

  private boolean partitions(Table table, Scope scope, String path, Set<String> keys) {
    crawl.stop().check();
    String bucket = scope.bucket();
    int depth = table.partitionKeys() == null ? 0 : table.partitionKeys().size();
    if (depth == 0) {
      return false;
    }
    Map<String, PartitionFolder> places = new TreeMap<>();
    for (String key : keys) {
      PartitionFolder.at(path, key, depth).ifPresent(place -> places.put(place.path(), place));
    }
    Set<String> locations = folders.locations(table.name());
    NewFolders.Addition addition = new NewFolders.Addition(table, new ArrayList<>());
    List<Gone> gone = new ArrayList<>();
    for (PartitionFolder place : places.values()) {
      crawl.stop().check();
      List<ListedFile> files = list(scope, place.path());
      boolean there = locations.contains("s3://" + bucket + "/" + place.path());
      if (files.stream().allMatch(file -> file.size() == 0)) {
        if (there) {
          gone.add(new Gone(table, place.values()));
        }
        continue;
      }
      TableFinder.Result result = finder.find(bucket, place.path(), files, Globs.of(List.of()));
      if (result.tables().stream().anyMatch(found -> !agrees(table, found))) {
        return false;
      }
      crawl.note(result);
      if (!there) {
        folders
            .partition(table, bucket, path, place.path(), result, depth)
            .ifPresent(addition.partitions()::add);
      }
    }
    changes.gone().addAll(gone);
    if (!addition.partitions().isEmpty()) {
      changes.additions().add(addition);
    }
    return true;
  }

  /** Whether every column of the files is one of the table's, with its type. */
  private static boolean agrees(Table table, TableFinding found) {
    Map<String, String> types = new HashMap<>();
    List<Column> columns =
        table.storageDescriptor() == null ? null : table.storageDescriptor().columns();
    for (Column column : columns == null ? List.<Column>of() : columns) {
      types.put(Names.fold(column.name()), String.valueOf(column.type()));
    }
    for (ColumnFinding column : found.columns()) {
      if (!column.type().text().equals(types.get(column.name()))) {
        return false;
      }
    }
    return true;
  }

  private void whole(Table table, Scope scope, String path) {
    String location = S3Path.locationOf(table.storageDescriptor());
    boolean file = !location.endsWith("/");
    String place = file ? path.substring(0, path.length() - 1) : path;
    List<ListedFile> files = new ArrayList<>();
    for (ListedFile each : list(scope, place)) {
      if (!file || each.key().equals(place)) {
        files.add(each);
      }
    }
    if (files.isEmpty()) {
      changes.empty().add(table);
      return;
    }
    take(finder.find(scope.bucket(), place, files, Globs.of(List.of())));
  }

  private void take(TableFinder.Result result) {
    crawl.note(result);
    changes.found().addAll(result.tables());
  }
}

package io.tarn.catalog;

import io.tarn.api.glue.CatalogTarget;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.inference.Globs;
import io.tarn.catalog.inference.GroupingPolicy;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.catalog.inference.TableFinder;
import io.tarn.catalog.inference.TableFinding;
import io.tarn.ledger.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Tables of the catalog as targets: where each of them lies is looked at, and the table is brought
 * up to date. None is made and none is retired. Source: AWS Glue Developer Guide, "Updating
 * manually created Data Catalog tables using crawlers".
 */
final class CatalogTables {
  private final Ledger ledger;
  private final LedgerTables tables;
  private final ExecutorService workers;
  private final CrawlContext crawl;

  CatalogTables(Ledger ledger, LedgerTables tables, ExecutorService workers, CrawlContext crawl) {
    this.ledger = ledger;
    this.tables = tables;
    this.workers = workers;
    this.crawl = crawl;
  }

  /**
   * @param events what happened since the last crawl; empty when that is not known
   */
  void find(CatalogTarget target, Optional<ObjectEvents> events, CrawlPlanner planner) {
    String region = crawl.role().region();
    for (String name : target.tables()) {
      crawl.stop().check();
      Table table =
          ledger
              .read(tx -> tables.findTable(tx, region, target.databaseName(), name))
              .orElseThrow(() -> GlueError.tableNotFound(name));
      if (events.isEmpty() || !changed(table, events.get(), planner)) {
        look(table).ifPresent(found -> planner.planKnown(table, found, crawl.aside().uris()));
      }
    }
  }

  /** Looks where objects came or went; false when the whole table must be looked at. */
  private boolean changed(Table table, ObjectEvents events, CrawlPlanner planner) {
    String database = String.valueOf(table.databaseName());
    String region = crawl.role().region();
    String account = crawl.role().account();
    if (events.anew().contains(CatalogAccess.tableArn(region, account, database, table.name()))) {
      return false;
    }
    S3Path path = place(table);
    Set<String> keys = events.below(path.bucket(), path.folder());
    crawl.log().info(keys.size() + " objects came or went below " + path.location());
    if (keys.isEmpty()) {
      return true;
    }
    Map<String, String> parameters = table.parameters();
    if (parameters == null || !parameters.containsKey("classification")) {
      // Without it nothing says whether new files are of the table's kind.
      return false;
    }
    ChangedFolders.Changes changes = ChangedFolders.Changes.none();
    TableFinder finder = finder(path);
    boolean done =
        new ChangedFolders(
                new NewFolders(ledger, tables, finder, crawl, database), finder, crawl, changes)
            .partitions(table, path.bucket(), path.folder(), keys);
    if (done) {
      planner.planPartitions(changes);
    }
    return done;
  }

  private static S3Path place(Table table) {
    StorageDescriptor storage = table.storageDescriptor();
    String location = storage == null ? null : storage.location();
    if (location == null || !location.matches("s3a?://.*")) {
      throw GlueError.INVALID_INPUT.error(
          "Table " + table.name() + " does not lie in S3: crawlers of catalog tables read S3 only");
    }
    return S3Path.parse(location);
  }

  /** As on AWS, all of a known table's files are one schema. */
  private TableFinder finder(S3Path path) {
    int level = 1 + (int) path.folder().chars().filter(c -> c == '/').count();
    GroupingPolicy asked = crawl.configuration().policy(null, crawl.classifiers());
    GroupingPolicy policy =
        new GroupingPolicy(true, OptionalInt.of(level), asked.sampleSize(), asked.rules());
    return new TableFinder(crawl.source(), policy, workers, crawl.stop());
  }

  private Optional<Candidate> look(Table table) {
    S3Path path = place(table);
    String prefix = path.folder();
    List<ListedFile> files = crawl.source().list(path.bucket(), prefix);
    crawl.log().info("Listed " + files.size() + " objects below " + path.location());
    TableFinder.Result result =
        finder(path).find(path.bucket(), prefix, files, Globs.of(List.of()));
    crawl.note(result);
    List<TableFinding> here =
        result.tables().stream().filter(found -> found.path().equals(prefix)).toList();
    if (here.size() != 1) {
      crawl
          .log()
          .warn(
              "Table "
                  + table.name()
                  + " stays as it is: "
                  + (result.tables().isEmpty()
                      ? "there is no data at "
                      : "there are several kinds of files at ")
                  + path.location());
      return Optional.empty();
    }
    return Optional.of(withKeysOf(table, Candidate.of(here.getFirst(), crawl.name())));
  }

  /** Folders without names of keys say nothing against the names that the table has. */
  private static Candidate withKeysOf(Table table, Candidate found) {
    TableInput input = found.table();
    int keys = table.partitionKeys() == null ? 0 : table.partitionKeys().size();
    int folders = input.partitionKeys() == null ? 0 : input.partitionKeys().size();
    boolean nameless =
        TableDifferences.names(input.partitionKeys()).stream()
            .allMatch(key -> key.startsWith("partition_"));
    if (keys != folders || !nameless) {
      return found;
    }
    return new Candidate(
        found.element(),
        found.location(),
        input.toBuilder().partitionKeys(table.partitionKeys()).build(),
        found.partitions(),
        found.why(),
        found.columns(),
        found.warnings());
  }
}

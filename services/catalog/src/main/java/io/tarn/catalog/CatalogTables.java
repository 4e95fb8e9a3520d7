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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

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
   * @param update takes each table with what its files say it should be
   */
  void find(CatalogTarget target, BiConsumer<Table, Candidate> update) {
    String region = crawl.role().region();
    for (String name : target.tables()) {
      crawl.stop().check();
      Table table =
          ledger
              .read(tx -> tables.findTable(tx, region, target.databaseName(), name))
              .orElseThrow(() -> GlueError.tableNotFound(name));
      look(table).ifPresent(found -> update.accept(table, found));
    }
  }

  private Optional<Candidate> look(Table table) {
    StorageDescriptor storage = table.storageDescriptor();
    String location = storage == null ? null : storage.location();
    if (location == null || !location.matches("s3a?://.*")) {
      throw GlueError.INVALID_INPUT.error(
          "Table " + table.name() + " does not lie in S3: crawlers of catalog tables read S3 only");
    }
    S3Path path = S3Path.parse(location);
    String prefix = path.folder();
    List<ListedFile> files = crawl.source().list(path.bucket(), prefix);
    crawl.log().info("Listed " + files.size() + " objects below " + path.location());
    int level = 1 + (int) prefix.chars().filter(c -> c == '/').count();
    GroupingPolicy asked = crawl.configuration().policy(null, crawl.classifiers());
    // As on AWS, all of a known table's files are one schema.
    GroupingPolicy policy =
        new GroupingPolicy(true, OptionalInt.of(level), asked.sampleSize(), asked.rules());
    TableFinder.Result result =
        new TableFinder(crawl.source(), policy, workers, crawl.stop())
            .find(path.bucket(), prefix, files, Globs.of(List.of()));
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

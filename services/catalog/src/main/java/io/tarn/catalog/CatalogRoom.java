package io.tarn.catalog;

import io.tarn.api.Authorizer;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.Sealing;
import io.tarn.catalog.spi.ParquetRows;
import io.tarn.kernel.Ids;
import io.tarn.kernel.LogSink;
import io.tarn.ledger.Ledger;
import io.tarn.store.Objects;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The Glue Data Catalog and its crawlers. */
public final class CatalogRoom implements AutoCloseable {
  private static final String ROOM = "catalog";

  private final Ledger ledger;
  private final Objects objects;
  private final Authorizer authorizer;
  private final ResourcePolicyRules rules;
  private final Dispatcher dispatcher;
  private final LogSink logs;
  private final InstantSource clock;
  private final Ids ids;
  private final String account;
  private final Limits limits;
  private final LedgerTables tables;
  private final ConnectionSecrets secrets;
  private final ExecutorService workers;
  private final ParquetRows parquet;

  /**
   * @param sealing keeps the passwords of connections
   * @param parquet reads what crawls must know of Parquet files besides their footers
   */
  public CatalogRoom(
      Ledger ledger,
      Objects objects,
      Authorizer authorizer,
      ResourcePolicyRules rules,
      Dispatcher dispatcher,
      LogSink logs,
      InstantSource clock,
      Ids ids,
      String account,
      Limits limits,
      Sealing sealing,
      ParquetRows parquet) {
    this.ledger = ledger;
    this.objects = objects;
    this.authorizer = authorizer;
    this.rules = rules;
    this.dispatcher = dispatcher;
    this.logs = logs;
    this.clock = clock;
    this.ids = ids;
    this.account = account;
    this.limits = limits;
    this.tables = new LedgerTables(limits);
    this.secrets = new ConnectionSecrets(sealing, dispatcher);
    this.parquet = parquet;
    // Sampling is work of the processor: on platform threads, so that calls are answered meanwhile.
    this.workers =
        Executors.newFixedThreadPool(
            limits.filesAtOnce(), Thread.ofPlatform().daemon().name("crawl-", 0).factory());
  }

  /** The catalog for rooms that commit their own work together with it. */
  public Tables tables() {
    return tables;
  }

  public void prepare() {
    ledger.migrate(ROOM);
    Crawls crawls =
        new Crawls(
            ledger,
            tables,
            secrets,
            objects,
            authorizer,
            dispatcher,
            clock,
            ids,
            account,
            limits,
            workers,
            parquet);
    ledger.handle(
        CrawlTask.KIND, limits.crawlsAtOnce(), new CrawlTask(ledger, crawls, logs, clock, account));
    ledger.handle(CrawlerSchedules.KIND, 1, new CrawlerSchedules(clock, ids, account));
    ledger.handle(IndexTask.KIND, 1, new IndexTask());
    ledger.handle(TableRows.PURGE, 1, new Purge(ledger));
  }

  public List<Operation<?, ?>> operations() {
    Catalog catalog = new Catalog(ledger, tables, secrets);
    List<Operation<?, ?>> all = new ArrayList<>(ofTables(catalog));
    all.addAll(SchemaOperations.all(catalog));
    return all;
  }

  private List<Operation<?, ?>> ofTables(Catalog catalog) {
    return List.of(
        new CreateDatabase(catalog),
        new GetDatabase(catalog),
        new GetDatabases(catalog),
        new UpdateDatabase(catalog),
        new DeleteDatabase(catalog),
        new CreateTable(catalog, objects, authorizer),
        new GetTable(catalog),
        new GetTables(catalog),
        new UpdateTable(catalog, objects, authorizer),
        new DeleteTable(catalog),
        new BatchDeleteTable(catalog),
        new GetTableVersion(catalog),
        new GetPartitionIndexes(catalog),
        new GetTableVersions(catalog),
        new DeleteTableVersion(catalog),
        new BatchDeleteTableVersion(catalog),
        new SearchTables(catalog, authorizer),
        new CreatePartition(catalog),
        new BatchCreatePartition(catalog),
        new GetPartition(catalog),
        new GetPartitions(catalog),
        new BatchGetPartition(catalog),
        new UpdatePartition(catalog),
        new BatchUpdatePartition(catalog),
        new DeletePartition(catalog),
        new BatchDeletePartition(catalog),
        new TagResource(catalog),
        new UntagResource(catalog),
        new GetTags(catalog),
        new CreateCrawler(catalog, limits, dispatcher),
        new UpdateCrawler(catalog, dispatcher),
        new GetCrawler(catalog),
        new GetCrawlers(catalog),
        new BatchGetCrawlers(catalog),
        new ListCrawlers(catalog),
        new DeleteCrawler(catalog),
        new StartCrawler(catalog),
        new StopCrawler(catalog),
        new GetCrawlerMetrics(catalog),
        new ListCrawls(catalog),
        new UpdateCrawlerSchedule(catalog),
        new StartCrawlerSchedule(catalog),
        new StopCrawlerSchedule(catalog),
        new CreatePartitionIndex(catalog),
        new DeletePartitionIndex(catalog),
        new GetColumnStatisticsForTable(catalog),
        new UpdateColumnStatisticsForTable(catalog),
        new DeleteColumnStatisticsForTable(catalog),
        new GetColumnStatisticsForPartition(catalog),
        new UpdateColumnStatisticsForPartition(catalog),
        new DeleteColumnStatisticsForPartition(catalog),
        new CreateConnection(catalog),
        new UpdateConnection(catalog),
        new GetConnection(catalog),
        new GetConnections(catalog),
        new DeleteConnection(catalog),
        new BatchDeleteConnection(catalog),
        new TestConnection(catalog),
        new PutResourcePolicy(catalog, rules),
        new GetResourcePolicy(catalog),
        new GetResourcePolicies(catalog),
        new DeleteResourcePolicy(catalog),
        new GetDataCatalogEncryptionSettings(),
        new PutDataCatalogEncryptionSettings(),
        new GetCatalog(),
        new GetCatalogs(),
        new GetCatalogImportStatus(),
        new GetUnfilteredTableMetadata(catalog),
        new GetUnfilteredPartitionMetadata(catalog),
        new GetUnfilteredPartitionsMetadata(catalog),
        new CreateClassifier(catalog),
        new UpdateClassifier(catalog),
        new GetClassifier(catalog),
        new GetClassifiers(catalog),
        new DeleteClassifier(catalog),
        new CreateUserDefinedFunction(catalog),
        new UpdateUserDefinedFunction(catalog),
        new GetUserDefinedFunction(catalog),
        new GetUserDefinedFunctions(catalog),
        new DeleteUserDefinedFunction(catalog));
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}

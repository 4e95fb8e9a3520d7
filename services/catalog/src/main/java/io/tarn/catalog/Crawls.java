package io.tarn.catalog;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.glue.CatalogTarget;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.DeltaTarget;
import io.tarn.api.glue.IcebergTarget;
import io.tarn.api.glue.JdbcTarget;
import io.tarn.api.glue.S3Target;
import io.tarn.catalog.delta.DeltaLog;
import io.tarn.catalog.iceberg.LakeFileIO;
import io.tarn.catalog.inference.CustomClassifier;
import io.tarn.catalog.inference.Globs;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.catalog.inference.TableFinder;
import io.tarn.catalog.inference.TableFinding;
import io.tarn.catalog.spi.ParquetRows;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Ledger;
import io.tarn.store.Objects;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at a crawler's targets as its role and plans what the catalog should become. */
final class Crawls {
  private static final String SERVICE = "glue.amazonaws.com";
  private static final String SESSION = "AWS-Crawler";

  private final Ledger ledger;
  private final LedgerTables tables;
  private final ConnectionSecrets secrets;
  private final Objects objects;
  private final Authorizer authorizer;
  private final Dispatcher dispatcher;
  private final InstantSource clock;
  private final Ids ids;
  private final String account;
  private final Limits limits;
  private final ExecutorService workers;
  private final ParquetRows parquet;

  Crawls(
      Ledger ledger,
      LedgerTables tables,
      ConnectionSecrets secrets,
      Objects objects,
      Authorizer authorizer,
      Dispatcher dispatcher,
      InstantSource clock,
      Ids ids,
      String account,
      Limits limits,
      ExecutorService workers,
      ParquetRows parquet) {
    this.ledger = ledger;
    this.tables = tables;
    this.secrets = secrets;
    this.objects = objects;
    this.authorizer = authorizer;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.ids = ids;
    this.account = account;
    this.limits = limits;
    this.workers = workers;
    this.parquet = parquet;
  }

  /**
   * @param plan takes what is to be changed; when this throws, what it has is worth nothing
   * @throws io.tarn.kernel.ServiceError when the role may not, or a target is not there: then
   *     nothing has changed
   * @throws CancellationException when the crawl was stopped
   */
  void run(
      Crawler crawler,
      String region,
      String crawlId,
      String traceId,
      CrawlLog log,
      Stop stop,
      CrawlPlan plan) {
    CrawlerConfiguration configuration = CrawlerConfiguration.parse(crawler.configuration());
    Call role = call(crawler, region, crawlId, traceId);
    List<CustomClassifier> classifiers =
        ledger.read(tx -> CrawlClassifiers.of(tx, region, crawler));
    LeftAside aside = new LeftAside(log);
    try (Objects.Hold hold = objects.hold()) {
      ObjectSource source =
          new ObjectSource(ledger, objects, authorizer, role, stop, limits.filesListed());
      CrawlContext crawl =
          new CrawlContext(
              crawler, configuration, classifiers, role, log, stop, source, aside, plan);
      if (CrawlTargets.isEventMode(crawler)) {
        sinceLast(crawl);
      } else if (CrawlTargets.isCatalog(crawler.targets())) {
        known(crawl, Optional.empty());
      } else {
        listed(crawl);
      }
      stop.check();
      plan.markPartial(aside.lines());
    }
  }

  /** Catalog targets: tables that are there already. */
  private void known(CrawlContext crawl, Optional<ObjectEvents> events) {
    CatalogTables finder = new CatalogTables(ledger, tables, workers, crawl);
    for (CatalogTarget target : CrawlTargets.list(targets(crawl).catalogTargets())) {
      checkNetwork(crawl, target.connectionName());
      CrawlPlanner planner = planner(crawl, Names.fold(target.databaseName()));
      finder.find(target, events, planner);
    }
  }

  private static CrawlerTargets targets(CrawlContext crawl) {
    return Names.required(crawl.crawler().targets(), "Targets");
  }

  private CrawlPlanner planner(CrawlContext crawl, String database) {
    return new CrawlPlanner(ledger, tables, authorizer, crawl, database);
  }

  /** Event mode: what changed since the last crawl; everything when that cannot be told. */
  private void sinceLast(CrawlContext crawl) {
    String region = crawl.role().region();
    long upTo = ledger.position();
    Optional<ObjectEvents> events =
        ledger
            .read(tx -> CrawlerRows.position(tx, region, crawl.name()))
            .flatMap(after -> ObjectEvents.between(ledger, after, upTo));
    crawl
        .log()
        .info(
            events.isEmpty()
                ? "The crawl is not running in S3 event mode."
                : "The crawl is running by consuming Amazon S3 events.");
    if (CrawlTargets.isCatalog(crawl.crawler().targets())) {
      known(crawl, events);
    } else if (events.isEmpty()) {
      listed(crawl);
    } else {
      changed(crawl, events.get());
    }
    crawl.plan().remember(tx -> CrawlerRows.setPosition(tx, region, crawl.name(), upTo));
  }

  private void changed(CrawlContext crawl, ObjectEvents events) {
    ChangedFolders.Changes changes = ChangedFolders.Changes.none();
    for (S3Target target : CrawlTargets.list(targets(crawl).s3Targets())) {
      checkNetwork(crawl, target.connectionName());
      S3Path path = S3Path.parse(Names.required(target.path(), "Path"));
      checkBucket(path);
      Globs exclusions = Globs.of(CrawlTargets.list(target.exclusions()));
      TableFinder finder = finder(crawl, target);
      new ChangedFolders(newFolders(finder, crawl), finder, crawl, changes)
          .find(
              path.bucket(),
              path.folder(),
              events.keys().getOrDefault(path.bucket(), new TreeSet<>()),
              exclusions);
    }
    Map<String, Candidate> found = new LinkedHashMap<>();
    for (TableFinding finding : changes.found()) {
      found.putIfAbsent(finding.location(), Candidate.of(finding, crawl.name()));
    }
    String database = Names.required(crawl.crawler().databaseName(), "DatabaseName");
    crawl.log().benchmark("Classification complete, writing results to database " + database);
    crawl.stop().check();
    planner(crawl, database)
        .planChanged(List.copyOf(found.values()), changes, crawl.aside().uris());
  }

  private NewFolders newFolders(TableFinder finder, CrawlContext crawl) {
    String database = Names.required(crawl.crawler().databaseName(), "DatabaseName");
    return new NewFolders(ledger, tables, finder, crawl, database);
  }

  private TableFinder finder(CrawlContext crawl, S3Target target) {
    return new TableFinder(
        crawl.source(),
        crawl.configuration().policy(target.sampleSize(), crawl.classifiers()),
        workers,
        crawl.stop());
  }

  private void listed(CrawlContext crawl) {
    Map<String, Candidate> found = new LinkedHashMap<>();
    List<String> locations = new ArrayList<>();
    List<NewFolders.Addition> additions = new ArrayList<>();
    CrawlerTargets targets = targets(crawl);
    for (S3Target target : CrawlTargets.list(targets.s3Targets())) {
      crawl.stop().check();
      checkNetwork(crawl, target.connectionName());
      find(crawl, target, found, locations, additions);
    }
    for (IcebergTarget target : CrawlTargets.list(targets.icebergTargets())) {
      checkNetwork(crawl, target.connectionName());
      IcebergTargets finder =
          new IcebergTargets(
              new LakeFileIO(ledger, objects, authorizer, crawl.role()),
              new StoppableWork(workers, crawl.stop()),
              crawl);
      for (String text : CrawlTargets.list(target.paths())) {
        crawl.stop().check();
        S3Path path = S3Path.parse(text);
        checkBucket(path);
        finder.find(target, path).forEach(each -> found.putIfAbsent(each.location(), each));
        locations.add(path.location());
      }
    }
    for (DeltaTarget target : CrawlTargets.list(targets.deltaTargets())) {
      checkNetwork(crawl, target.connectionName());
      DeltaTargets finder = deltaTargets(crawl);
      for (String text : CrawlTargets.list(target.deltaTables())) {
        crawl.stop().check();
        S3Path path = S3Path.parse(text);
        checkBucket(path);
        finder.find(target, path).ifPresent(each -> found.putIfAbsent(each.location(), each));
        locations.add(path.location());
      }
    }
    for (JdbcTarget target : CrawlTargets.list(targets.jdbcTargets())) {
      crawl.stop().check();
      JdbcTargets.Found tables =
          new JdbcTargets(ledger, secrets, authorizer, workers, crawl).find(target);
      tables.tables().forEach(each -> found.putIfAbsent(each.location(), each));
      locations.add(tables.place());
    }
    String database = Names.required(crawl.crawler().databaseName(), "DatabaseName");
    crawl.log().benchmark("Classification complete, writing results to database " + database);
    checkThreshold(crawl.configuration(), found.size());
    crawl.stop().check();
    CrawlPlanner planner = planner(crawl, database);
    List<Candidate> candidates = List.copyOf(found.values());
    if (isIncremental(crawl.crawler())) {
      planner.planNew(candidates, additions);
    } else {
      planner.plan(candidates, locations, crawl.aside().uris());
    }
  }

  private DeltaTargets deltaTargets(CrawlContext crawl) {
    DeltaLog log =
        new DeltaLog(
            ledger,
            objects,
            authorizer,
            crawl.role(),
            onWorkers(new StoppableWork(workers, crawl.stop())),
            crawl.stop()::check);
    DeltaManifests manifests = new DeltaManifests(ledger, objects, authorizer, crawl);
    return new DeltaTargets(log, manifests, crawl, limits.filesListed());
  }

  /** Engines run native code, which tasks' own threads may not. */
  private ParquetRows onWorkers(StoppableWork work) {
    return (file, wanted, row) -> {
      try {
        work.await(
            () -> {
              parquet.read(file, wanted, row);
              return file;
            },
            () -> {});
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw new IllegalStateException(e);
      }
    };
  }

  private void find(
      CrawlContext crawl,
      S3Target target,
      Map<String, Candidate> found,
      List<String> locations,
      List<NewFolders.Addition> additions) {
    S3Path path = S3Path.parse(Names.required(target.path(), "Path"));
    checkBucket(path);
    Globs exclusions = Globs.of(CrawlTargets.list(target.exclusions()));
    ObjectSource source = crawl.source();
    String prefix = path.folder();
    List<ListedFile> files = source.list(path.bucket(), prefix);
    boolean folder = path.key().isEmpty() || path.key().endsWith("/");
    if (!folder && files.isEmpty() && source.isObject(path.bucket(), path.key())) {
      prefix = path.key();
      files =
          source.list(path.bucket(), prefix).stream()
              .filter(file -> file.key().equals(path.key()))
              .toList();
    }
    String location = "s3://" + path.bucket() + "/" + prefix;
    crawl.log().info("Listed " + files.size() + " objects below " + location);
    locations.add(location);
    TableFinder finder = finder(crawl, target);
    List<TableFinding> tablesHere;
    if (isIncremental(crawl.crawler())) {
      NewFolders.News news =
          newFolders(finder, crawl).find(path.bucket(), prefix, files, exclusions);
      additions.addAll(news.additions());
      tablesHere = news.tables();
    } else {
      TableFinder.Result result = finder.find(path.bucket(), prefix, files, exclusions);
      crawl.note(result);
      if (result.tables().isEmpty()) {
        crawl.log().warn("No table was found below " + location);
      }
      tablesHere = result.tables();
    }
    for (TableFinding finding : tablesHere) {
      found.putIfAbsent(finding.location(), Candidate.of(finding, crawl.name()));
    }
  }

  /** What lies here is the lake's own, whatever network a connection leads into. */
  private void checkNetwork(CrawlContext crawl, @Nullable String name) {
    if (name == null || name.isEmpty()) {
      return;
    }
    Connection connection = ledger.read(tx -> ConnectionRows.load(tx, crawl.role().region(), name));
    if (!"NETWORK".equals(connection.connectionType())) {
      throw GlueError.INVALID_INPUT.error(
          "Connection "
              + name
              + " of a target in S3 is of type "
              + connection.connectionType()
              + ", not NETWORK");
    }
  }

  private static boolean isIncremental(Crawler crawler) {
    return crawler.recrawlPolicy() != null
        && "CRAWL_NEW_FOLDERS_ONLY".equals(crawler.recrawlPolicy().recrawlBehavior());
  }

  private void checkBucket(S3Path path) {
    boolean there = ledger.read(tx -> objects.findBucketRegion(tx, path.bucket())).isPresent();
    if (!there) {
      throw GlueError.ENTITY_NOT_FOUND.error(
          "The S3 bucket " + path.bucket() + " does not exist or is not here");
    }
  }

  private static void checkThreshold(CrawlerConfiguration configuration, int found) {
    if (configuration.tableThreshold().isPresent()
        && found > configuration.tableThreshold().getAsInt()) {
      throw GlueError.INVALID_INPUT.error(
          "The number of tables detected by crawler: "
              + found
              + " is greater than the table threshold value provided: "
              + configuration.tableThreshold().getAsInt());
    }
  }

  private Call call(Crawler crawler, String region, String crawlId, String traceId) {
    String arn = CrawlerSettings.roleArn(Names.required(crawler.role(), "Role"), account);
    Caller caller = dispatcher.assume(arn, SERVICE, SESSION);
    return new Call(
        caller,
        account,
        region,
        crawlId,
        traceId,
        clock.instant(),
        ids,
        new Call.Transport("127.0.0.1", true, SERVICE, "", Optional.empty(), Optional.of(SERVICE)));
  }

  /**
   * Whether StopCrawler was called, or the crawl is not the crawler's any more; asks the ledger at
   * most once a second.
   */
  static final class Stop implements BooleanSupplier {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final String region;
    private final String crawler;
    private final String crawlId;
    private final InstantSource clock;
    private Instant asked = Instant.EPOCH;
    private boolean stopped;

    Stop(Ledger ledger, String region, String crawler, String crawlId, InstantSource clock) {
      this.ledger = ledger;
      this.region = region;
      this.crawler = crawler;
      this.crawlId = crawlId;
      this.clock = clock;
    }

    @Override
    public synchronized boolean getAsBoolean() {
      Instant now = clock.instant();
      // A clock that was set back must not keep a stop from being heard.
      if (!stopped && Duration.between(asked, now).abs().compareTo(EVERY) >= 0) {
        asked = now;
        stopped =
            ledger
                .read(tx -> CrawlerRows.find(tx, region, crawler))
                .map(
                    row ->
                        row.state().equals(CrawlerRow.STOPPING)
                            || !row.crawlId().equals(Optional.of(crawlId)))
                .orElse(true);
      }
      return stopped;
    }

    void check() {
      if (getAsBoolean()) {
        throw new CancellationException("the crawl was stopped");
      }
    }
  }
}

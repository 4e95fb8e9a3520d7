package io.tarn.catalog;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.api.Structure;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.CreateDatabaseRequest;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.GetCrawlerRequest;
import io.tarn.api.glue.GetPartitionsRequest;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GetTablesRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.Table;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.Ids;
import io.tarn.kernel.LogSink;
import io.tarn.kernel.ServiceError;
import io.tarn.keys.KeysRoom;
import io.tarn.keys.secrets.SecretsRoom;
import io.tarn.ledger.Fact;
import io.tarn.ledger.FactSubscriber;
import io.tarn.ledger.LocalLedger;
import io.tarn.ledger.Tx;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.StoreRoom;
import io.tarn.store.StoreSettings;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real ledger, a real store and this room, called as the pipeline calls them: access rule first,
 * then the operation. What may be denied is set by action name.
 */
final class Lake implements AutoCloseable, Authorizer, Dispatcher, LogSink, FactSubscriber {
  static final String REGION = "us-east-1";
  static final String ACCOUNT = "000000000000";
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/AWSGlueServiceRole-project1";
  private static final int PATIENCE_SECONDS = 60;

  final LocalLedger ledger;
  final KeysRoom keys;
  final StoreRoom store;
  final CatalogRoom catalog;
  final Set<String> denied = ConcurrentHashMap.newKeySet();
  final List<String> log = new CopyOnWriteArrayList<>();
  final List<Fact> facts = new CopyOnWriteArrayList<>();
  volatile Consumer<Access> onAccess = access -> {};
  private final BlockingQueue<String> crawlEnds = new LinkedBlockingQueue<>();
  private final Ids ids = new Ids(new Random(7));
  private final List<Operation<?, ?>> operations = new ArrayList<>();

  /** What looks like JSON is a policy here; the rules themselves are another room's. */
  private static final class AnyPolicy implements ResourcePolicyRules {
    @Override
    public void check(String document, String service, String resourceArn, ErrorCode malformed) {
      if (!document.startsWith("{")) {
        throw new ServiceError(malformed, "not JSON");
      }
    }

    @Override
    public boolean isPublic(String document) {
      throw new UnsupportedOperationException("a bucket's policy");
    }
  }

  private Lake(Path directory, boolean started, InstantSource crawls) throws IOException {
    Clock clock = Clock.systemUTC();
    ledger = LocalLedger.open(directory, clock, io.tarn.ledger.Limits.standard());
    keys =
        new KeysRoom(
            ledger,
            this,
            new AnyPolicy(),
            directory.resolve("master-key"),
            new SecureRandom(),
            "000000000000");
    keys.prepare();
    SecretsRoom secrets =
        new SecretsRoom(
            ledger, this, new AnyPolicy(), keys.dataKeys(), new SecureRandom(), ACCOUNT);
    secrets.prepare();
    store =
        new StoreRoom(
            ledger,
            this,
            new AnyPolicy(),
            StoreSettings.of(ACCOUNT),
            new Vault(keys.dataKeys(), this, new SecureRandom(), Default.NONE),
            new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none()),
            directory.resolve("cache"),
            clock,
            io.tarn.store.Limits.standard());
    catalog =
        new CatalogRoom(
            ledger,
            store.objects(),
            this,
            new AnyPolicy(),
            this,
            this,
            crawls,
            ids,
            ACCOUNT,
            Limits.AWS,
            keys.sealing("catalog/connections"),
            io.tarn.catalog.spi.ParquetRows.NONE);
    store.prepare();
    catalog.prepare();
    ledger.subscribe("test", this);
    operations.addAll(store.operations());
    operations.addAll(catalog.operations());
    operations.addAll(secrets.operations());
    if (started) {
      ledger.start();
    }
  }

  static Lake open(Path directory) throws IOException {
    return new Lake(directory, true, Clock.systemUTC());
  }

  /** Crawls see another time than everything else. */
  static Lake open(Path directory, InstantSource crawls) throws IOException {
    return new Lake(directory, true, crawls);
  }

  /** Nothing runs: as if the process died after the last commit. */
  static Lake openAsleep(Path directory) throws IOException {
    return new Lake(directory, false, Clock.systemUTC());
  }

  <I extends Structure, O extends Structure> O call(OperationModel<I, O> model, I input) {
    return call(model, input, new Caller.Root(ACCOUNT));
  }

  @SuppressWarnings("unchecked")
  private <I extends Structure, O extends Structure> O call(
      OperationModel<I, O> model, I input, Caller caller) {
    Call call = newCall(caller);
    for (Operation<?, ?> operation : operations) {
      if (operation.model().service().equals(model.service())
          && operation.model().name().equals(model.name())) {
        Operation<I, O> found = (Operation<I, O>) operation;
        for (Access access : found.access().of(input, call)) {
          check(call, access);
        }
        return found.apply(input, call);
      }
    }
    throw new AssertionError("no operation " + model.name());
  }

  Call newCall(Caller caller) {
    return new Call(
        caller,
        ACCOUNT,
        REGION,
        ids.uuid(),
        ids.uuid(),
        Clock.systemUTC().instant(),
        ids,
        new Call.Transport(
            "127.0.0.1", false, "test", "http://localhost", Optional.empty(), Optional.empty()));
  }

  /** The operation must fail with this code, and say this. */
  <I extends Structure, O extends Structure> void refused(
      OperationModel<I, O> model, I input, String code, String says) {
    try {
      call(model, input);
    } catch (ServiceError e) {
      if (e.code().equals(code) && e.message().contains(says)) {
        return;
      }
      throw new AssertionError(model.name() + " answered " + e.code() + ": " + e.message(), e);
    }
    throw new AssertionError(model.name() + " was not refused");
  }

  void bucket(String name) {
    call(S3Service.CREATE_BUCKET, CreateBucketRequest.builder().bucket(name).build());
  }

  void put(String bucket, String key, String text) {
    put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  void put(String bucket, String key, byte[] bytes) {
    call(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder().bucket(bucket).key(key).body(Body.of(bytes)).build());
  }

  void delete(String bucket, String key) {
    call(S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket(bucket).key(key).build());
  }

  void database(String name) {
    call(
        GlueService.CREATE_DATABASE,
        CreateDatabaseRequest.builder()
            .databaseInput(DatabaseInput.builder().name(name).build())
            .build());
  }

  CreateCrawlerRequest.Builder crawler(String name, String database, String... paths) {
    List<S3Target> targets = new ArrayList<>();
    for (String path : paths) {
      targets.add(S3Target.builder().path(path).build());
    }
    return CreateCrawlerRequest.builder()
        .name(name)
        .role(ROLE)
        .databaseName(database)
        .targets(CrawlerTargets.builder().s3Targets(targets).build());
  }

  Crawler crawl(CreateCrawlerRequest request) throws InterruptedException {
    call(GlueService.CREATE_CRAWLER, request);
    return crawl(request.name());
  }

  Crawler crawl(String name) throws InterruptedException {
    crawlEnds.clear();
    call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name(name).build());
    return awaitCrawl(name);
  }

  Crawler awaitCrawl(String name) throws InterruptedException {
    String ended = crawlEnds.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (ended == null) {
      throw new AssertionError("crawler " + name + " did not end; log: " + log);
    }
    return find(name);
  }

  Crawler find(String name) {
    return requireNonNull(
        call(GlueService.GET_CRAWLER, GetCrawlerRequest.builder().name(name).build()).crawler());
  }

  Table table(String database, String name) {
    return requireNonNull(
        call(
                GlueService.GET_TABLE,
                GetTableRequest.builder().databaseName(database).name(name).build())
            .table());
  }

  List<String> tables(String database) {
    return requireNonNull(
            call(GlueService.GET_TABLES, GetTablesRequest.builder().databaseName(database).build())
                .tableList())
        .stream()
        .map(Table::name)
        .toList();
  }

  /** The values of a table's partitions. */
  List<List<String>> partitions(String database, String table) {
    return requireNonNull(
            call(
                    GlueService.GET_PARTITIONS,
                    GetPartitionsRequest.builder().databaseName(database).tableName(table).build())
                .partitions())
        .stream()
        .map(partition -> requireNonNull(partition.values()))
        .toList();
  }

  static LastCrawlInfo last(Crawler crawler) {
    return requireNonNull(crawler.lastCrawl());
  }

  @Override
  public void check(Call call, Access access) {
    onAccess.accept(access);
    if (!allows(call, access)) {
      throw new ServiceError(
          "AccessDeniedException",
          400,
          "User: "
              + call.caller().arn()
              + " is not authorized to perform: "
              + access.action()
              + " on resource: "
              + access.resource());
    }
  }

  @Override
  public boolean allows(Call call, Access access) {
    return !(call.caller() instanceof Caller.RoleSession) || !denied.contains(access.action());
  }

  @Override
  public <I extends Structure, O extends Structure> O dispatch(
      OperationModel<I, O> operation, I input, Origin origin) {
    return call(operation, input, origin.caller());
  }

  @Override
  public JsonNode dispatch(String service, String operation, JsonNode input, Origin origin) {
    throw new ServiceError("NotImplemented", 501, operation);
  }

  @Override
  public Caller assume(String roleArn, String servicePrincipal, String sessionName) {
    if (!roleArn.equals(ROLE)) {
      throw new ServiceError("AccessDenied", 403, roleArn + " does not trust " + servicePrincipal);
    }
    return new Caller.RoleSession(
        ACCOUNT, "AWSGlueServiceRole-project1", "/", "AROA1", sessionName, List.of(), Map.of());
  }

  @Override
  public void append(String region, String group, String stream, List<Line> lines) {
    lines.forEach(line -> log.add(group + " " + stream + " " + line.message()));
  }

  @Override
  public Set<String> kinds() {
    return Set.of("TableChanged", "DatabaseChanged", "CrawlerStateChanged");
  }

  @Override
  public void on(Fact fact, Tx tx) {
    facts.add(fact);
    if (fact.kind().equals("CrawlerStateChanged") && !fact.body().contains("\"Started\"")) {
      crawlEnds.add(fact.subject());
    }
  }

  static String columns(Table table) {
    StringBuilder text = new StringBuilder();
    var storage = requireNonNull(table.storageDescriptor());
    for (var column : requireNonNull(storage.columns())) {
      text.append(text.isEmpty() ? "" : ", ").append(column.name()).append(' ');
      text.append(column.type());
    }
    return text.toString();
  }

  static @Nullable String parameter(Table table, String name) {
    return requireNonNull(table.parameters()).get(name);
  }

  static String serde(Table table) {
    var info = requireNonNull(requireNonNull(table.storageDescriptor()).serdeInfo());
    String library = requireNonNull(info.serializationLibrary());
    return library.substring(library.lastIndexOf('.') + 1) + " " + info.parameters();
  }

  @Override
  public void close() throws IOException {
    catalog.close();
    store.close();
    ledger.close();
  }
}

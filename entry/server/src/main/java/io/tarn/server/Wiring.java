package io.tarn.server;

import io.tarn.api.Authorizer;
import io.tarn.api.Operation;
import io.tarn.catalog.CatalogAuthorizer;
import io.tarn.catalog.CatalogRoom;
import io.tarn.catalog.iceberg.IcebergDoor;
import io.tarn.duckdb.DuckDbEngine;
import io.tarn.events.EventsRoom;
import io.tarn.functions.FunctionsRoom;
import io.tarn.functions.sandbox.PythonSettings;
import io.tarn.functions.sandbox.SandboxLimits;
import io.tarn.identity.IdentityRoom;
import io.tarn.identity.Settings;
import io.tarn.kernel.Ids;
import io.tarn.keys.KeysRoom;
import io.tarn.keys.secrets.SecretsRoom;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import io.tarn.monitoring.MonitoringRoom;
import io.tarn.objectstore.Endpoint;
import io.tarn.objectstore.ObjectBlobStore;
import io.tarn.processes.Children;
import io.tarn.protocol.Requests;
import io.tarn.server.query.QueryDoor;
import io.tarn.sql.SqlRoom;
import io.tarn.sql.TableRules;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.StoreRoom;
import io.tarn.store.StoreSettings;
import io.tarn.store.acl.ObjectOwnership;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Vault;
import io.tarn.store.spi.BlobStore;
import io.tarn.store.upkeep.Upkeep;
import io.tarn.workflow.WorkflowRoom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every room, built by constructor in the order of the ground plan, prepared in that order, closed
 * in the other.
 */
final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final Configuration configuration;
  private final Ledger ledger;
  private final IdentityRoom identity;
  private final SqlRoom sql;
  private final OperationTable operations;
  private final Pipeline pipeline;

  /**
   * @param endpoint the lake's own URL for its children, known once the listener stands
   */
  Wiring(Configuration configuration, InstantSource clock, Ids ids, Supplier<String> endpoint) {
    this.configuration = configuration;
    Path data = configuration.dataDirectory();
    String account = configuration.text(Setting.SERVER_ACCOUNT);
    Metrics metrics = new Metrics();

    // Base.
    ledger = closed(LocalLedger.open(data, clock, Limits.standard()));
    Children children =
        closed(
            new Children(data.resolve("runtimes").resolve("children"), nameOf(data), ids.hex(8)));

    // Services.
    Set<String> guests = configuration.list(Setting.IDENTITY_GUEST_ACCOUNTS);
    identity =
        closed(new IdentityRoom(ledger, Settings.of(account).withGuests(guests), ids, clock));
    Authorizer authorizer = new CatalogAuthorizer(ledger, identity.authorizer());
    Gate gate = new Gate(authorizer);
    LocalDispatcher dispatcher =
        new LocalDispatcher(account, ids, clock, endpoint, identity::assume, gate, metrics);
    BlobStore blobs = blobs(configuration);
    KeysRoom keys =
        new KeysRoom(
            ledger,
            authorizer,
            identity.resourcePolicyRules(),
            data.resolve("master-key"),
            new SecureRandom(),
            account);
    SecretsRoom secrets =
        new SecretsRoom(
            ledger,
            authorizer,
            identity.resourcePolicyRules(),
            keys.dataKeys(),
            new SecureRandom(),
            account);
    StoreRoom store =
        closed(
            new StoreRoom(
                ledger,
                authorizer,
                identity.resourcePolicyRules(),
                storeSettings(configuration, account).withGuests(guests),
                new Vault(
                    keys.dataKeys(), authorizer, new SecureRandom(), encryption(configuration)),
                blobs,
                data.resolve("cache"),
                clock,
                io.tarn.store.Limits.standard()
                    .withDecryptedMax(
                        (long) configuration.number(Setting.STORE_DECRYPTED_CACHE_MAX) << 20),
                Upkeep.Settings.standard()
                    .withScrubBytes((long) configuration.number(Setting.STORE_SCRUB_RATE) << 20),
                Duration.ofSeconds(configuration.number(Setting.STORE_LIFECYCLE_DAY))));
    store.gauges().forEach(metrics::gauge);
    store.deliverThrough(dispatcher);
    MonitoringRoom monitoring = new MonitoringRoom(ledger, clock);
    DuckDbEngine engine = new DuckDbEngine(engineLimits(configuration));
    CatalogRoom catalog =
        closed(
            new CatalogRoom(
                ledger,
                store.objects(),
                authorizer,
                identity.resourcePolicyRules(),
                dispatcher,
                monitoring.logSink(),
                clock,
                ids,
                account,
                io.tarn.catalog.Limits.AWS,
                keys.sealing("catalog/connections"),
                engine));
    sql =
        closed(
            new SqlRoom(
                ledger,
                catalog.tables(),
                store.objects(),
                authorizer,
                TableRules.NONE,
                engine,
                ids,
                clock,
                sqlLimits(configuration)));
    FunctionsRoom functions =
        closed(
            new FunctionsRoom(
                ledger,
                dispatcher,
                identity,
                monitoring.logSink(),
                children,
                FunctionsRoom.Directories.in(data),
                functionSettings(configuration),
                endpoint,
                clock,
                ids));
    WorkflowRoom workflow = new WorkflowRoom(ledger, dispatcher, clock, ids, account);
    EventsRoom events = new EventsRoom(ledger, dispatcher, clock, account);

    // Tables, subscriptions and task handlers of every room, before the ledger starts.
    try {
      children.endSurvivors();
      identity.prepare();
      keys.prepare();
      secrets.prepare();
      store.prepare();
      monitoring.prepare();
      catalog.prepare();
      sql.prepare();
      functions.prepare();
      workflow.prepare();
      events.prepare();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("The data directory " + data + " cannot be prepared", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }

    List<Operation<?, ?>> all = new ArrayList<>();
    all.addAll(identity.operations());
    all.addAll(keys.operations());
    all.addAll(secrets.operations());
    all.addAll(store.operations());
    all.addAll(monitoring.operations());
    all.addAll(catalog.operations());
    all.addAll(sql.operations());
    all.addAll(functions.operations());
    all.addAll(workflow.operations());
    all.addAll(events.operations());
    operations = new OperationTable(all);
    dispatcher.connect(operations);

    Requests requests = new Requests(List.of("localhost", configuration.text(Setting.SERVER_HOST)));
    pipeline =
        new Pipeline(
            account,
            configuration.text(Setting.SERVER_REGION),
            requests,
            ids,
            clock,
            new Doorkeeper(identity, clock),
            gate,
            operations,
            new OwnPages(ledger, metrics, authorizer),
            new IcebergDoor(
                ledger, catalog.tables(), store.objects(), authorizer, identity.scopedSessions()),
            new BearerTokens(identity, new GatedOperations(gate, operations)),
            new QueryDoor(new GatedOperations(gate, operations)),
            metrics,
            new Admission(admissionLimits(configuration), metrics, System::nanoTime),
            new CrossOrigin(requests, store.crossOrigins()),
            configuration.optional(Setting.SERVER_TLS_CERT).isPresent());
  }

  private <T extends AutoCloseable> T closed(T resource) {
    closing.push(resource);
    return resource;
  }

  private static Admission.Limits admissionLimits(Configuration configuration) {
    return new Admission.Limits(
        configuration.number(Setting.SERVER_REQUESTS_AT_ONCE),
        configuration.perService(Setting.SERVER_REQUESTS_AT_ONCE_BY_SERVICE),
        configuration.perService(Setting.SERVER_REQUESTS_PER_SECOND));
  }

  private static StoreSettings storeSettings(Configuration configuration, String account) {
    return StoreSettings.of(account)
        .withDefaults(
            ObjectOwnership.find(configuration.text(Setting.STORE_DEFAULT_OBJECT_OWNERSHIP))
                .orElseThrow(),
            configuration.isOn(Setting.STORE_BLOCK_PUBLIC_ACCESS));
  }

  /** What buckets without a setting of their own do to objects that ask for nothing. */
  private static Default encryption(Configuration configuration) {
    String setting = configuration.text(Setting.STORE_DEFAULT_ENCRYPTION);
    return switch (setting) {
      case "none" -> Default.NONE;
      case "AES256" -> Default.LAKE;
      default ->
          throw new IllegalArgumentException(
              Setting.STORE_DEFAULT_ENCRYPTION.key() + " is none or AES256, not " + setting);
    };
  }

  private static DuckDbEngine.Limits engineLimits(Configuration configuration) {
    return new DuckDbEngine.Limits(
        configuration.number(Setting.SQL_MEMORY),
        configuration.number(Setting.SQL_SPILL),
        configuration.number(Setting.SQL_THREADS));
  }

  private static io.tarn.sql.Limits sqlLimits(Configuration configuration) {
    io.tarn.sql.Limits standard = io.tarn.sql.Limits.standard();
    return new io.tarn.sql.Limits(
        configuration.number(Setting.SQL_QUERIES_AT_ONCE),
        configuration.number(Setting.SQL_QUERIES_PER_WORKGROUP),
        standard.workGroups(),
        standard.partitionsWritten(),
        standard.filesRead());
  }

  private static FunctionsRoom.Settings functionSettings(Configuration configuration) {
    FunctionsRoom.Settings standard = FunctionsRoom.Settings.of(pythons(configuration));
    SandboxLimits limits = standard.sandboxes();
    return new FunctionsRoom.Settings(
        standard.python(),
        new SandboxLimits(
            configuration.number(Setting.FUNCTIONS_SANDBOXES),
            Math.min(limits.aheadMax(), configuration.number(Setting.FUNCTIONS_SANDBOXES)),
            limits.idleMax(),
            limits.initMax(),
            limits.responseMax(),
            limits.lineMax()),
        standard.limits());
  }

  private static PythonSettings pythons(Configuration configuration) {
    PythonSettings found = PythonSettings.of(System.getenv());
    Optional<Path> executable = configuration.optional(Setting.FUNCTIONS_PYTHON).map(Path::of);
    return new PythonSettings(executable, found.libraries(), found.fallback(), found.search());
  }

  /**
   * A word for this data directory, the same at every start, by which children of an earlier run
   * are known.
   */
  /** Where the bytes of objects are kept: on this disk, or in a store elsewhere. */
  private static BlobStore blobs(Configuration configuration) {
    Optional<String> url = configuration.optional(Setting.STORE_ENDPOINT);
    if (url.isEmpty()) {
      return new LocalBlobStore(
          configuration.dataDirectory().resolve("blobs"), LocalBlobStore.Quota.none());
    }
    return new ObjectBlobStore(
        new Endpoint(
            URI.create(url.get()),
            configuration.text(Setting.STORE_ENDPOINT_REGION),
            required(configuration, Setting.STORE_ENDPOINT_BUCKET),
            configuration.text(Setting.STORE_ENDPOINT_PREFIX),
            required(configuration, Setting.STORE_ENDPOINT_KEY_ID),
            required(configuration, Setting.STORE_ENDPOINT_SECRET)));
  }

  private static String required(Configuration configuration, Setting setting) {
    return configuration
        .optional(setting)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Setting.STORE_ENDPOINT.key() + " is set, but not " + setting.key()));
  }

  private static String nameOf(Path data) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(data.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }

  /** Begins to feed subscribers and to run tasks. */
  void start() {
    ledger.start();
    if (configuration.isOn(Setting.SQL_WARM)) {
      sql.warmUp();
    }
  }

  IdentityRoom identity() {
    return identity;
  }

  OperationTable operations() {
    return operations;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** In the opposite order of building, so that nothing outlives what it stands on. */
  @Override
  public void close() {
    while (!closing.isEmpty()) {
      AutoCloseable resource = closing.pop();
      try {
        resource.close();
      } catch (Exception e) {
        // What is left must be closed too; the directory is consistent whenever the process ends.
        LOG.warn("{} did not close in order", resource.getClass().getSimpleName(), e);
      }
    }
  }
}

package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetQueryExecutionInput;
import io.tarn.api.athena.GetQueryResultsInput;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.athena.StopQueryExecutionInput;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.catalog.CatalogRoom;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.keys.KeysRoom;
import io.tarn.ledger.LocalLedger;
import io.tarn.sql.SqlRoom;
import io.tarn.sql.TableRules;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.StoreRoom;
import io.tarn.store.StoreSettings;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Store, catalog and sql on a real ledger and a real directory, called as the pipeline calls. */
final class AthenaLake implements AutoCloseable {
  final LocalLedger ledger;
  final KeysRoom keys;
  final StoreRoom store;
  final CatalogRoom catalog;
  final SqlRoom sql;
  final Set<String> denied = ConcurrentHashMap.newKeySet();
  volatile TableRules rules = TableRules.NONE;
  final Ids ids = new Ids(new Random(11));
  private final DuckDbEngine engine;
  private final List<Operation<?, ?>> operations = new ArrayList<>();

  /** No bucket here gets a policy. */
  private static final class NoPolicies implements ResourcePolicyRules {
    @Override
    public void check(String document, String service, String resourceArn, ErrorCode malformed) {
      throw new UnsupportedOperationException("PutBucketPolicy");
    }

    @Override
    public boolean isPublic(String document) {
      throw new UnsupportedOperationException("a bucket's policy");
    }
  }

  AthenaLake(Path directory) {
    this(directory, io.tarn.sql.Limits.standard());
  }

  AthenaLake(Path directory, io.tarn.sql.Limits limits) {
    this(directory, limits, new DuckDbEngine.Limits(2000, 8000, 2));
  }

  AthenaLake(Path directory, io.tarn.sql.Limits limits, DuckDbEngine.Limits engineLimits) {
    engine = new DuckDbEngine(engineLimits);
    Authorizer authorizer = new Deciding();
    Clock clock = Clock.systemUTC();
    ledger = LocalLedger.open(directory, clock, io.tarn.ledger.Limits.standard());
    keys =
        new KeysRoom(
            ledger,
            authorizer,
            new NoPolicies(),
            directory.resolve("master-key"),
            new SecureRandom(),
            "000000000000");
    keys.prepare();
    store =
        new StoreRoom(
            ledger,
            authorizer,
            new NoPolicies(),
            StoreSettings.of("000000000000"),
            new Vault(keys.dataKeys(), authorizer, new SecureRandom(), Default.NONE),
            new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none()),
            directory.resolve("cache"),
            clock,
            io.tarn.store.Limits.standard());
    catalog =
        new CatalogRoom(
            ledger,
            store.objects(),
            authorizer,
            new NoPolicies(),
            new NoDispatcher(),
            (region, group, stream, lines) -> {},
            clock,
            ids,
            "000000000000",
            io.tarn.catalog.Limits.AWS,
            keys.sealing("catalog/connections"),
            engine);
    sql =
        new SqlRoom(
            ledger,
            catalog.tables(),
            store.objects(),
            authorizer,
            (call, table) -> rules.of(call, table),
            engine,
            ids,
            clock,
            limits);
    store.prepare();
    catalog.prepare();
    sql.prepare();
    operations.addAll(store.operations());
    operations.addAll(catalog.operations());
    operations.addAll(sql.operations());
    ledger.start();
  }

  /** Allows everything but what a test has forbidden. */
  private final class Deciding implements Authorizer {
    @Override
    public void check(Call call, Access access) {
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
      return !denied.contains(access.action());
    }
  }

  /** Crawlers take their role; nothing else here calls back. */
  private static final class NoDispatcher implements Dispatcher {
    @Override
    public <I extends Structure, O extends Structure> O dispatch(
        OperationModel<I, O> operation, I input, Origin origin) {
      throw new UnsupportedOperationException(operation.name());
    }

    @Override
    public JsonNode dispatch(String service, String operation, JsonNode input, Origin origin) {
      throw new UnsupportedOperationException(operation);
    }

    @Override
    public Caller assume(String roleArn, String servicePrincipal, String sessionName) {
      return new Caller.RoleSession(
          "000000000000", "crawler", "/", "AROA1", sessionName, List.of(), Map.of());
    }
  }

  /** Iceberg's tables as another client sees them. */
  LakeIcebergCatalog iceberg() {
    return new LakeIcebergCatalog(
        new Session(ledger, catalog.tables(), store.objects(), new Deciding(), call(), ""));
  }

  Call call() {
    return new Call(
        new Caller.Root("000000000000"),
        "000000000000",
        "us-east-1",
        ids.uuid(),
        "trace-1",
        Instant.now(),
        ids,
        new Call.Transport(
            "127.0.0.1",
            false,
            "test",
            "http://127.0.0.1:4566",
            Optional.empty(),
            Optional.empty()));
  }

  @SuppressWarnings("unchecked")
  <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input) {
    for (Operation<?, ?> operation : operations) {
      if (operation.model().equals(model)) {
        Operation<I, O> found = (Operation<I, O>) operation;
        Call call = call();
        Authorizer authorizer = new Deciding();
        found.access().of(input, call).forEach(access -> authorizer.check(call, access));
        return found.apply(input, call);
      }
    }
    throw new IllegalArgumentException(model.name());
  }

  void createBucket(String name) {
    run(S3Service.CREATE_BUCKET, CreateBucketRequest.builder().bucket(name).build());
  }

  void put(String bucket, String key, byte[] bytes) {
    run(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder().bucket(bucket).key(key).body(Body.of(bytes)).build());
  }

  byte[] get(String bucket, String key) {
    try (Body body =
            requireNonNull(
                run(
                        S3Service.GET_OBJECT,
                        GetObjectRequest.builder().bucket(bucket).key(key).build())
                    .body());
        InputStream in = body.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What lies below a prefix. */
  List<String> keys(String bucket, String prefix) {
    List<io.tarn.api.s3.ObjectShape> found =
        run(
                S3Service.LIST_OBJECTS_V2,
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).build())
            .contents();
    return found == null
        ? List.of()
        : found.stream().map(object -> requireNonNull(object.key())).toList();
  }

  String start(String text) {
    return requireNonNull(
        run(
                AthenaService.START_QUERY_EXECUTION,
                StartQueryExecutionInput.builder()
                    .queryString(text)
                    .clientRequestToken(ids.hex(20))
                    .queryExecutionContext(QueryExecutionContext.builder().database("shop").build())
                    .resultConfiguration(
                        ResultConfiguration.builder()
                            .outputLocation("s3://results/athena/")
                            .build())
                    .build())
            .queryExecutionId());
  }

  QueryExecution find(String id) {
    return requireNonNull(
        run(
                AthenaService.GET_QUERY_EXECUTION,
                GetQueryExecutionInput.builder().queryExecutionId(id).build())
            .queryExecution());
  }

  static String state(QueryExecution execution) {
    return String.valueOf(requireNonNull(execution.status()).state());
  }

  void stop(String id) {
    run(
        AthenaService.STOP_QUERY_EXECUTION,
        StopQueryExecutionInput.builder().queryExecutionId(id).build());
  }

  /** Polls as a client does, with a deadline. */
  QueryExecution await(String id) {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    QueryExecution execution = find(id);
    while (state(execution).equals("QUEUED") || state(execution).equals("RUNNING")) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("Statement " + id + " has not ended: " + execution);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      execution = find(id);
    }
    return execution;
  }

  /** Runs a statement that must succeed. */
  QueryExecution succeed(String sql) {
    QueryExecution execution = await(start(sql));
    assertThat(requireNonNull(execution.status()).stateChangeReason()).as(sql).isNull();
    assertThat(state(execution)).as(sql).isEqualTo("SUCCEEDED");
    return execution;
  }

  /** Why a statement fails, which it must. */
  String reason(String sql) {
    QueryExecution execution = await(start(sql));
    assertThat(state(execution)).as(sql).isEqualTo("FAILED");
    return String.valueOf(requireNonNull(execution.status()).stateChangeReason());
  }

  /** A statement's lines, cells between bars; of a query the first are the names. */
  List<String> lines(String sql) {
    return rows(requireNonNull(succeed(sql).queryExecutionId())).stream()
        .map(
            row ->
                row.stream()
                    .map(cell -> cell == null ? "NULL" : cell)
                    .collect(Collectors.joining("|")))
        .toList();
  }

  GetQueryResultsOutput results(String id) {
    return run(
        AthenaService.GET_QUERY_RESULTS,
        GetQueryResultsInput.builder().queryExecutionId(id).build());
  }

  /** The rows, the header first. */
  List<List<@Nullable String>> rows(String id) {
    return cells(results(id));
  }

  static List<List<@Nullable String>> cells(GetQueryResultsOutput page) {
    return requireNonNull(requireNonNull(page.resultSet()).rows()).stream()
        .map(
            row -> {
              List<@Nullable String> values = new ArrayList<>();
              requireNonNull(row.data()).forEach(datum -> values.add(datum.varCharValue()));
              return values;
            })
        .toList();
  }

  /** Leaves statements where they are and lets the ledger go, as a kill would. */
  void crash() {
    ledger.close();
    sql.close();
  }

  @Override
  public void close() {
    sql.close();
    catalog.close();
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ledger.close();
  }
}

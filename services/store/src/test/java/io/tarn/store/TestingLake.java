package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.s3.CreateBucketConfiguration;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.PutBucketVersioningRequest;
import io.tarn.api.s3.PutObjectOutput;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.VersioningConfiguration;
import io.tarn.identity.IdentityRoom;
import io.tarn.identity.Settings;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.keys.KeysRoom;
import io.tarn.ledger.Fact;
import io.tarn.ledger.LocalLedger;
import io.tarn.store.acl.ObjectOwnership;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Vault;
import io.tarn.store.upkeep.Upkeep;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The room on a real ledger and a real directory, called as the pipeline calls it. */
final class TestingLake implements AutoCloseable {
  static final Caller ROOT = new Caller.Root("000000000000");

  /** The upkeep does what a test asks for, and nothing by itself. */
  private static final Upkeep.Settings BY_HAND =
      new Upkeep.Settings(0, Duration.ofDays(1), 1_000_000, Duration.ofDays(1), Duration.ofDays(1));

  /** A lake that is opened again makes other ids. */
  private static final AtomicLong OPENED = new AtomicLong();

  final Path directory;
  final LocalLedger ledger;
  final KeysRoom keys;
  final StoreRoom room;
  final Ids ids = new Ids(new Random(OPENED.incrementAndGet()));
  final Set<String> denied = ConcurrentHashMap.newKeySet();
  volatile LocalBlobStore.Quota quota = LocalBlobStore.Quota.none();
  final AtomicLong requests = new AtomicLong();
  final MovingClock clock = new MovingClock();
  private final List<Operation<?, ?>> operations;

  TestingLake(Path directory) {
    this(directory, Limits.standard());
  }

  TestingLake(Path directory, Limits limits) {
    this(directory, limits, FileLayer.DISK);
  }

  TestingLake(Path directory, Limits limits, FileLayer files) {
    this.directory = directory;
    ledger = LocalLedger.open(directory, clock, io.tarn.ledger.Limits.standard());
    keys =
        new KeysRoom(
            ledger,
            new Deciding(),
            new IdentityRoom(ledger, Settings.of("000000000000"), ids, Clock.systemUTC())
                .resourcePolicyRules(),
            directory.resolve("master-key"),
            new SecureRandom(),
            "000000000000");
    keys.prepare();
    room =
        new StoreRoom(
            ledger,
            new Deciding(),
            new IdentityRoom(ledger, Settings.of("000000000000"), ids, Clock.systemUTC())
                .resourcePolicyRules(),
            StoreSettings.of("000000000000")
                .withDefaults(ObjectOwnership.BUCKET_OWNER_ENFORCED, false),
            new Vault(keys.dataKeys(), new Deciding(), new SecureRandom(), Default.NONE),
            new LocalBlobStore(directory.resolve("blobs"), bytes -> quota.take(bytes), files),
            directory.resolve("cache"),
            clock,
            limits,
            BY_HAND,
            Duration.ofDays(1));
    room.prepare();
    operations = room.operations();
    ledger.start();
  }

  /** The system's clock, as far ahead of it as a test wants. */
  static final class MovingClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void forward(Duration by) {
      ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Moves time on and lets what is due by then run. */
  void forward(Duration by) {
    clock.forward(by);
    ledger.wake();
  }

  /** Allows everything but the actions a test has forbidden. */
  private final class Deciding implements Authorizer {
    @Override
    public void check(Call call, Access access) {
      if (!allows(call, access)) {
        throw new ServiceError("AccessDenied", 403, "not allowed: " + access.action());
      }
    }

    @Override
    public boolean allows(Call call, Access access) {
      return !denied.contains(access.action())
          && !denied.contains(access.action() + " " + access.resource());
    }
  }

  Call call() {
    return call("us-east-1");
  }

  Call call(String region) {
    return call(region, clock.instant());
  }

  Call at(Instant now) {
    return call("us-east-1", now);
  }

  private Call call(String region, Instant now) {
    return new Call(
        ROOT,
        "000000000000",
        region,
        "request-" + requests.incrementAndGet(),
        "trace-1",
        now,
        ids,
        new Call.Transport(
            "127.0.0.1",
            false,
            "test",
            "http://127.0.0.1:4566",
            Optional.empty(),
            Optional.empty()));
  }

  <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input) {
    return run(model, input, call());
  }

  @SuppressWarnings("unchecked")
  <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input, Call call) {
    for (Operation<?, ?> operation : operations) {
      if (operation.model().equals(model)) {
        Operation<I, O> found = (Operation<I, O>) operation;
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

  void createBucket(String name, String region) {
    run(
        S3Service.CREATE_BUCKET,
        CreateBucketRequest.builder()
            .bucket(name)
            .createBucketConfiguration(
                CreateBucketConfiguration.builder().locationConstraint(region).build())
            .build(),
        call(region));
  }

  void setVersioning(String bucket, String status) {
    run(
        S3Service.PUT_BUCKET_VERSIONING,
        PutBucketVersioningRequest.builder()
            .bucket(bucket)
            .versioningConfiguration(VersioningConfiguration.builder().status(status).build())
            .build());
  }

  PutObjectOutput put(String bucket, String key, String text) {
    return put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  PutObjectOutput put(String bucket, String key, byte[] bytes) {
    return run(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder().bucket(bucket).key(key).body(Body.of(bytes)).build());
  }

  byte[] get(String bucket, String key) {
    return read(
        run(S3Service.GET_OBJECT, GetObjectRequest.builder().bucket(bucket).key(key).build()));
  }

  String text(String bucket, String key) {
    return new String(get(bucket, key), StandardCharsets.UTF_8);
  }

  static byte[] read(GetObjectOutput output) {
    Body body = requireNonNull(output.body());
    try (body;
        InputStream in = body.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Fact> facts() {
    return ledger.facts(0, 1000);
  }

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    try {
      room.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ledger.close();
  }
}

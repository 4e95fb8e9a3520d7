package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Authorizer;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.ResourcePolicyRules;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Sql;
import io.tarn.store.acl.Accounts;
import io.tarn.store.crypt.Vault;
import io.tarn.store.events.Destinations;
import io.tarn.store.lifecycle.Days;
import io.tarn.store.spi.BlobStore;
import io.tarn.store.upkeep.PurgeLock;
import io.tarn.store.upkeep.Upkeep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The room of objects. Built once; {@link #prepare} before the ledger starts. */
public final class StoreRoom implements AutoCloseable {
  private static final int UPLOAD_PURGES = 1;
  private static final int LIFECYCLES_AT_ONCE = 1;

  private final Ledger ledger;
  private final BlobStore files;
  private final BlobIds ids;
  private final Purger purger;
  private final Upkeep upkeep;
  private final PurgeLock purgeLock;
  private final Store store;
  private final LocalObjects objects;
  private final Lifecycles lifecycles;
  private final LifecycleRun lifecycleRun;
  private final InstantSource clock;

  /** With the usual upkeep, and days of lifecycle rules that end at midnight UTC. */
  public StoreRoom(
      Ledger ledger,
      Authorizer authorizer,
      ResourcePolicyRules rules,
      StoreSettings settings,
      Vault vault,
      BlobStore files,
      Path cache,
      InstantSource clock,
      Limits limits) {
    this(
        ledger,
        authorizer,
        rules,
        settings,
        vault,
        files,
        cache,
        clock,
        limits,
        Upkeep.Settings.standard(),
        Duration.ofDays(1));
  }

  /**
   * @param vault who may encrypt and decrypt
   * @param cache a directory on the same file system as the blobs; what is in its sub-directories
   *     {@code whole}, {@code decrypted} and {@code private} is removed at every start
   * @param lifecycleDay how long a day of lifecycle rules lasts
   */
  public StoreRoom(
      Ledger ledger,
      Authorizer authorizer,
      ResourcePolicyRules rules,
      StoreSettings settings,
      Vault vault,
      BlobStore files,
      Path cache,
      InstantSource clock,
      Limits limits,
      Upkeep.Settings upkeeping,
      Duration lifecycleDay) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.files = requireNonNull(files, "files is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.lifecycles = new Lifecycles(new Days(lifecycleDay));
    this.ids = new BlobIds(clock);
    Blobs blobs = new Blobs(ledger, files, ids);
    Holds holds = new Holds();
    this.purgeLock = new PurgeLock(cache.resolve(PurgeLock.NAME));
    this.purger = new Purger(ledger, blobs, holds, purgeLock);
    this.upkeep = new Upkeep(ledger, files, blobs::isStaged, clock, upkeeping);
    Buckets buckets = new Buckets(ledger);
    Rights rights = new Rights(Accounts.of(settings.account(), settings.guests()), rules);
    Payloads payloads = new Payloads(ledger, blobs, limits);
    Publisher publisher = new Publisher(purger, rights);
    this.store =
        new Store(
            ledger,
            authorizer,
            vault,
            buckets,
            blobs,
            payloads,
            publisher,
            purger,
            holds,
            limits,
            lifecycles,
            rights,
            settings);
    this.lifecycleRun = new LifecycleRun(ledger, lifecycles, publisher, clock);
    this.objects =
        new LocalObjects(
            ledger,
            buckets,
            blobs,
            payloads,
            publisher,
            rights,
            holds,
            new WholeFiles(cache.resolve("whole"), limits.cacheMax(), blobs, vault.opening()),
            new DecryptedFiles(
                cache.resolve("decrypted"), limits.decryptedMax(), blobs, vault.opening()),
            vault,
            cache.resolve("private"));
  }

  /** Makes tables and directories, and begins to clean up behind the last run. */
  public void prepare() {
    ledger.migrate("store");
    ledger.handle(Uploads.PURGE, UPLOAD_PURGES, new UploadPurge(ledger, purger));
    ledger.handle(Lifecycles.RUN, LIFECYCLES_AT_ONCE, lifecycleRun);
    lifecycles.reschedule(ledger, clock.instant(), "lifecycle");
    try {
      files.prepare();
      objects.prepare();
      ids.startAfter(
          ledger.read(
              tx ->
                  Sql.one(
                          tx,
                          "SELECT id FROM store_blob ORDER BY id DESC LIMIT 1",
                          row -> row.getLong(1))
                      .orElse(0L)));
    } catch (IOException e) {
      throw new UncheckedIOException("The place of the objects' bytes is not usable", e);
    }
    purger.start();
    upkeep.start();
  }

  /** Lets buckets notify functions, which are asked through the dispatcher. */
  public void deliverThrough(Dispatcher dispatcher) {
    store.destinations = Optional.of(new Destinations(dispatcher));
  }

  /** What other rooms may do with objects. */
  public Objects objects() {
    return objects;
  }

  /** What browsers may do from pages of other origins. */
  public CrossOrigins crossOrigins() {
    return new CrossOrigins(store.buckets);
  }

  public List<Operation<?, ?>> operations() {
    return List.of(
        new AbortMultipartUpload(store),
        new CompleteMultipartUpload(store),
        new CopyObject(store),
        new CreateBucket(store),
        new CreateMultipartUpload(store),
        new DeleteBucket(store),
        new DeleteBucketCors(store),
        new DeleteBucketEncryption(store),
        new DeleteBucketLifecycle(store),
        new DeleteBucketOwnershipControls(store),
        new DeleteBucketPolicy(store),
        new DeleteBucketTagging(store),
        new DeleteObject(store),
        new DeleteObjects(store),
        new DeleteObjectTagging(store),
        new DeletePublicAccessBlock(store),
        new GetBucketAcl(store),
        new GetBucketAccelerateConfiguration(store),
        new GetBucketCors(store),
        new GetBucketEncryption(store),
        new GetBucketLifecycleConfiguration(store),
        new GetBucketLocation(store),
        new GetBucketLogging(store),
        new GetBucketNotificationConfiguration(store),
        new GetBucketOwnershipControls(store),
        new GetBucketPolicy(store),
        new GetBucketPolicyStatus(store),
        new GetBucketReplication(store),
        new GetBucketRequestPayment(store),
        new GetBucketTagging(store),
        new GetBucketVersioning(store),
        new GetBucketWebsite(store),
        new GetObject(store),
        new GetObjectAcl(store),
        new GetObjectAttributes(store),
        new GetObjectLegalHold(store),
        new GetObjectLockConfiguration(store),
        new GetObjectRetention(store),
        new GetObjectTagging(store),
        new GetPublicAccessBlock(store),
        new HeadBucket(store),
        new HeadObject(store),
        new ListBuckets(store),
        new ListMultipartUploads(store),
        new ListObjects(store),
        new ListObjectsV2(store),
        new ListObjectVersions(store),
        new ListParts(store),
        new PutBucketAcl(store),
        new PostObject(store),
        new PutBucketCors(store),
        new PutBucketEncryption(store),
        new PutBucketLifecycleConfiguration(store),
        new PutBucketNotificationConfiguration(store),
        new PutBucketOwnershipControls(store),
        new PutBucketPolicy(store),
        new PutBucketTagging(store),
        new PutBucketVersioning(store),
        new PutObject(store),
        new PutObjectAcl(store),
        new PutObjectLegalHold(store),
        new PutObjectLockConfiguration(store),
        new PutObjectRetention(store),
        new PutObjectTagging(store),
        new PutPublicAccessBlock(store),
        new UploadPart(store),
        new UploadPartCopy(store));
  }

  /** What the upkeep has done and found, by the names of the metrics. */
  public Map<String, LongSupplier> gauges() {
    return upkeep.gauges();
  }

  Upkeep upkeep() {
    return upkeep;
  }

  /** Removes what no object uses, now; for tests. */
  boolean cleanUp() {
    try {
      boolean all = purger.purge();
      upkeep.sweeper().sweep();
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    upkeep.close();
    purger.close();
    objects.close();
    purgeLock.close();
    files.close();
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.kernel.Arn;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.store.crypt.Vault;
import io.tarn.store.events.Destinations;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operations of this room share. */
final class Store {
  final Ledger ledger;
  final Authorizer authorizer;
  final Vault vault;
  final Buckets buckets;
  final Blobs blobs;
  final Payloads payloads;
  final Publisher publisher;
  final Purger purger;
  final Holds holds;
  final Limits limits;
  final Lifecycles lifecycles;
  final Rights rights;
  final StoreSettings settings;

  /** Who is told directly of changes; empty where no function can be called. */
  volatile Optional<Destinations> destinations = Optional.empty();

  Store(
      Ledger ledger,
      Authorizer authorizer,
      Vault vault,
      Buckets buckets,
      Blobs blobs,
      Payloads payloads,
      Publisher publisher,
      Purger purger,
      Holds holds,
      Limits limits,
      Lifecycles lifecycles,
      Rights rights,
      StoreSettings settings) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.vault = requireNonNull(vault, "vault is null");
    this.buckets = requireNonNull(buckets, "buckets is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.payloads = requireNonNull(payloads, "payloads is null");
    this.publisher = requireNonNull(publisher, "publisher is null");
    this.purger = requireNonNull(purger, "purger is null");
    this.holds = requireNonNull(holds, "holds is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.lifecycles = requireNonNull(lifecycles, "lifecycles is null");
    this.rights = requireNonNull(rights, "rights is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * An action on a bucket, with what the bucket says to it.
   *
   * @throws ServiceError NoSuchBucket, whoever asks
   */
  Access access(String action, String bucket) {
    return rights.access(buckets.load(bucket), action);
  }

  /** An action on an object, with what its bucket and the object say to it. */
  Access access(String action, String bucket, String key) {
    return access(buckets.load(bucket), action, key, new SeenVersion(ledger, bucket, key, null));
  }

  /** An action that has another name where a version is named. */
  Access access(String action, String bucket, String key, @Nullable String versionId) {
    if (versionId == null) {
      return access(action, bucket, key);
    }
    return access(
            buckets.load(bucket),
            versioned(action),
            key,
            new SeenVersion(ledger, bucket, key, versionId))
        .withContext("s3:VersionId", versionId);
  }

  /**
   * A read of an object. Who may not read it but may list it is told when there is none.
   *
   * @throws ServiceError NoSuchKey
   */
  Access readAccess(Call call, String bucket, String key, @Nullable String versionId) {
    Access access = access("s3:GetObject", bucket, key, versionId);
    boolean told =
        versionId == null
            && !isOwnersRoot(call, access)
            && !authorizer.allows(call, access)
            && new SeenVersion(ledger, bucket, key, null).get().isEmpty()
            && mayList(call, bucket, key);
    if (told) {
      throw S3Error.noSuchKey(key);
    }
    return access;
  }

  private static boolean isOwnersRoot(Call call, Access access) {
    return call.caller() instanceof Caller.Root
        && access.ownership().account().filter(call.caller().account()::equals).isPresent();
  }

  /** Whether a listing would show the caller this key. */
  boolean mayList(Call call, String bucket, String key) {
    return authorizer.allows(call, access("s3:ListBucket", bucket).withContext("s3:prefix", key));
  }

  /** An action on an upload: the account that began it may see its parts and end it. */
  Access uploadAccess(String action, String bucket, String key, String uploadId) {
    Access access = access(action, bucket, key);
    Optional<String> initiator =
        ledger
            .read(tx -> Uploads.find(tx, uploadId))
            .filter(upload -> upload.bucket().equals(bucket) && upload.key().equals(key))
            .map(Uploads.Upload::initiator)
            .filter(Arn::isArn)
            .map(arn -> Arn.parse(arn).account());
    return initiator.isEmpty()
        ? access
        : access.withOwnership(Rights.openedTo(access.ownership(), initiator.get()));
  }

  private static String versioned(String action) {
    for (String noun : VERSIONED_NOUNS) {
      if (action.endsWith(noun)) {
        return action.substring(0, action.length() - noun.length()) + "Version" + noun;
      }
    }
    return action + "Version";
  }

  private static final List<String> VERSIONED_NOUNS = List.of("Tagging", "Acl", "Attributes");

  private Access access(BucketRow bucket, String action, String key, SeenVersion seen) {
    Access access =
        Access.of(action, "arn:aws:s3:::" + bucket.name() + "/" + key)
            .withResourcePolicy(bucket.policy())
            .withOwnership(rights.ofKey(bucket, action, seen));
    return WRITES.contains(action) ? access : access.withLookup(seen::find);
  }

  /** What is not about an object that is there already. */
  private static final Set<String> WRITES =
      Set.of(
          "s3:PutObject",
          "s3:DeleteObject",
          "s3:DeleteObjectVersion",
          "s3:AbortMultipartUpload",
          "s3:ListMultipartUploadParts");

  /**
   * Asks again about the very version that was found: between the question of the access rule and
   * now another one, with another list, may have taken its place.
   */
  void recheck(
      Call call, BucketRow bucket, VersionRow row, String action, @Nullable String versionId) {
    if (bucket.ownership().hasAcls()) {
      Access access =
          Access.of(
                  versionId == null ? action : versioned(action),
                  "arn:aws:s3:::" + bucket.name() + "/" + row.key())
              .withResourcePolicy(bucket.policy());
      access = access.withOwnership(rights.ofKey(bucket, access.action(), () -> Optional.of(row)));
      SeenVersion seen = new SeenVersion(ledger, bucket.name(), row.key(), row.versionId());
      authorizer.check(
          call,
          versionId == null
              ? access.withLookup(seen::find)
              : access.withLookup(seen::find).withContext("s3:VersionId", versionId));
    }
  }

  /** A bucket that must be there and, where the caller says so, be owned by this account. */
  BucketRow bucket(String name, @Nullable String expectedOwner, Call call) {
    BucketRow bucket = buckets.load(name);
    if (expectedOwner != null && !expectedOwner.equals(rights.owner(bucket))) {
      throw S3Error.ACCESS_DENIED.with("Access Denied");
    }
    return bucket;
  }

  void checkKey(String key) {
    int size = key.getBytes(StandardCharsets.UTF_8).length;
    if (size > limits.keyBytes()) {
      throw S3Error.KEY_TOO_LONG
          .with("Your key is too long")
          .with("Size", Integer.toString(size))
          .with("MaxSizeAllowed", Integer.toString(limits.keyBytes()));
    }
    if (key.indexOf('\0') >= 0) {
      throw S3Error.INVALID_URI.with("Couldn't parse the specified URI.");
    }
  }

  /** Off the wire a value has one char a byte; of other ways it may have come by, UTF-8 counts. */
  private static int bytes(String value) {
    boolean sent = value.chars().allMatch(c -> c <= 0xff);
    return sent ? value.length() : value.getBytes(StandardCharsets.UTF_8).length;
  }

  void checkMetadata(@Nullable Map<String, String> metadata) {
    if (metadata == null) {
      return;
    }
    int size = 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      size += entry.getKey().getBytes(StandardCharsets.UTF_8).length + bytes(entry.getValue());
    }
    if (size > limits.metadataBytes()) {
      throw S3Error.METADATA_TOO_LARGE
          .with("Your metadata headers exceed the maximum allowed metadata size")
          .with("Size", Integer.toString(size))
          .with("MaxSizeAllowed", Integer.toString(limits.metadataBytes()));
    }
  }

  static void checkVersionId(@Nullable String versionId) {
    if (versionId != null && !Versions.isId(versionId)) {
      throw S3Error.invalidArgument("Invalid version id specified", "versionId", versionId);
    }
  }

  /** Times on the wire have whole seconds, so that headers and listings agree. */
  static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A version id as the wire shows it: not at all where the bucket never had versioning. */
  static @Nullable String shown(BucketRow bucket, VersionRow row) {
    return bucket.versioning() == Versioning.OFF ? null : row.versionId();
  }
}

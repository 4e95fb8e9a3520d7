package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.s3.Owner;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operations of this room share. */
final class Store {
  final Ledger ledger;
  final Authorizer authorizer;
  final Buckets buckets;
  final Blobs blobs;
  final Payloads payloads;
  final Publisher publisher;
  final Purger purger;
  final Holds holds;
  final Limits limits;
  final Lifecycles lifecycles;

  Store(
      Ledger ledger,
      Authorizer authorizer,
      Buckets buckets,
      Blobs blobs,
      Payloads payloads,
      Publisher publisher,
      Purger purger,
      Holds holds,
      Limits limits,
      Lifecycles lifecycles) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
    this.buckets = requireNonNull(buckets, "buckets is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.payloads = requireNonNull(payloads, "payloads is null");
    this.publisher = requireNonNull(publisher, "publisher is null");
    this.purger = requireNonNull(purger, "purger is null");
    this.holds = requireNonNull(holds, "holds is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.lifecycles = requireNonNull(lifecycles, "lifecycles is null");
  }

  /** An action on a bucket, with its policy. */
  Access access(String action, String bucket) {
    return Access.of(action, new Arn("aws", "s3", "", "", bucket).toString())
        .withResourcePolicy(buckets.find(bucket).flatMap(BucketRow::policy));
  }

  /** An action on an object, with its bucket's policy. */
  Access access(String action, String bucket, String key) {
    return Access.of(action, new Arn("aws", "s3", "", "", bucket + "/" + key).toString())
        .withResourcePolicy(buckets.find(bucket).flatMap(BucketRow::policy));
  }

  /** An action that has another name where a version is named. */
  Access access(String action, String bucket, String key, @Nullable String versionId) {
    if (versionId == null) {
      return access(action, bucket, key);
    }
    String versioned =
        action.endsWith("Tagging")
            ? action.replace("Tagging", "VersionTagging")
            : action + "Version";
    return access(versioned, bucket, key).withContext("s3:VersionId", versionId);
  }

  /** A bucket that must be there and, where the caller says so, be owned by this account. */
  BucketRow bucket(String name, @Nullable String expectedOwner, Call call) {
    BucketRow bucket = buckets.load(name);
    if (expectedOwner != null && !expectedOwner.equals(call.account())) {
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

  void checkMetadata(@Nullable Map<String, String> metadata) {
    if (metadata == null) {
      return;
    }
    int size = 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      size +=
          entry.getKey().getBytes(StandardCharsets.UTF_8).length
              + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
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

  /** The one owner of everything: the account, under a canonical id made of its number. */
  static Owner owner(Call call) {
    return Owner.builder().id(canonicalId(call.account())).displayName(call.account()).build();
  }

  static String canonicalId(String account) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha.digest(("tarn:" + account).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
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

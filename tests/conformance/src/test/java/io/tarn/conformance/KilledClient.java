package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * One writer with keys of its own: it knows what was acknowledged, and the one change that was
 * under way when its lake was killed, which may have happened or not, but not by half.
 */
final class KilledClient {
  static final String PLAIN = "kill-nine";
  static final String VERSIONED = "kill-nine-versions";

  /** Its lifecycle rule takes objects away soon after they were written. */
  static final String EXPIRING = "kill-nine-expiring";

  private static final int KEYS = 12;

  /** From so many versions of a key on, they are removed for good as well. */
  private static final int VERSIONS_KEPT = 6;

  private static final int PART_MIN = 5 << 20;

  private final String name;
  private final Random random;
  private final Map<String, KilledVersions> buckets;
  private final Map<String, String> expiring = new HashMap<>();
  private final Set<String> expired = new HashSet<>();
  private Optional<Pending> pending = Optional.empty();
  private int writes;
  private int acknowledged;

  /**
   * A change that was asked for and not acknowledged.
   *
   * @param after the versions of the key when it happened
   */
  private record Pending(
      String bucket, String key, List<KilledVersions.Version> after, Optional<Upload> upload) {}

  private record Upload(String id, List<CompletedPart> parts) {}

  KilledClient(int number, long seed) {
    this.name = "client-" + number;
    this.random = new Random(seed + number);
    this.buckets =
        Map.of(PLAIN, new KilledVersions(PLAIN), VERSIONED, new KilledVersions(VERSIONED));
  }

  int acknowledged() {
    return acknowledged;
  }

  private KilledVersions versions(String bucket) {
    KilledVersions versions = buckets.get(bucket);
    if (versions == null) {
      throw new IllegalArgumentException(bucket);
    }
    return versions;
  }

  /** Makes one random change, and remembers it once it is acknowledged. */
  void change(S3Client s3) {
    String bucket = random.nextBoolean() ? PLAIN : VERSIONED;
    String key = name + "/" + random.nextInt(KEYS);
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> put(s3, bucket, key);
      case 3 -> delete(s3, bucket, key);
      case 4 -> remove(s3, key);
      case 5 -> copy(s3, bucket, key);
      case 6, 7 -> upload(s3, bucket, key);
      default -> putExpiring(s3);
    }
  }

  private String content(String key) {
    writes++;
    // Below and above the size that is kept inside the ledger.
    return key + "#" + writes + "-" + "x".repeat(random.nextInt(40_000));
  }

  private List<KilledVersions.Version> with(String bucket, String key, String content) {
    List<KilledVersions.Version> after = new ArrayList<>();
    if (bucket.equals(VERSIONED)) {
      after.addAll(versions(bucket).of(key));
    }
    if (bucket.equals(VERSIONED) || !content.isEmpty()) {
      after.add(new KilledVersions.Version(KilledVersions.UNKNOWN, content));
    }
    return after;
  }

  private void begin(
      String bucket, String key, List<KilledVersions.Version> after, Optional<Upload> upload) {
    pending = Optional.of(new Pending(bucket, key, after, upload));
  }

  private void acknowledge() {
    Pending done = pending.orElseThrow();
    versions(done.bucket()).set(done.key(), done.after());
    pending = Optional.empty();
    acknowledged++;
  }

  private void put(S3Client s3, String bucket, String key) {
    String content = content(key);
    begin(bucket, key, with(bucket, key, content), Optional.empty());
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    acknowledge();
  }

  private void delete(S3Client s3, String bucket, String key) {
    begin(bucket, key, with(bucket, key, KilledVersions.MARKER), Optional.empty());
    s3.deleteObject(request -> request.bucket(bucket).key(key));
    acknowledge();
  }

  /** Removes a version or a marker for good. */
  private void remove(S3Client s3, String key) {
    List<KilledVersions.Version> after = new ArrayList<>(versions(VERSIONED).of(key));
    if (after.size() <= random.nextInt(VERSIONS_KEPT)) {
      return;
    }
    String id = after.remove(random.nextInt(after.size())).id();
    if (id.equals(KilledVersions.UNKNOWN)) {
      return;
    }
    begin(VERSIONED, key, after, Optional.empty());
    s3.deleteObject(request -> request.bucket(VERSIONED).key(key).versionId(id));
    acknowledge();
  }

  private void copy(S3Client s3, String bucket, String key) {
    String source = name + "/" + random.nextInt(KEYS);
    List<KilledVersions.Version> held = versions(PLAIN).of(source);
    if (held.isEmpty() || source.equals(key)) {
      return;
    }
    begin(bucket, key, with(bucket, key, held.getLast().content()), Optional.empty());
    s3.copyObject(
        request ->
            request
                .sourceBucket(PLAIN)
                .sourceKey(source)
                .destinationBucket(bucket)
                .destinationKey(key));
    acknowledge();
  }

  private void upload(S3Client s3, String bucket, String key) {
    List<String> contents = new ArrayList<>(List.of(content(key)));
    if (random.nextInt(30) == 0) {
      contents.addFirst(content(key) + "y".repeat(PART_MIN));
    }
    String id = s3.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (String content : contents) {
      int number = parts.size() + 1;
      String etag =
          s3.uploadPart(
                  request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number),
                  RequestBody.fromString(content))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    Upload upload = new Upload(id, parts);
    begin(bucket, key, with(bucket, key, String.join("", contents)), Optional.of(upload));
    complete(s3, bucket, key, upload);
    acknowledge();
  }

  private static void complete(S3Client s3, String bucket, String key, Upload upload) {
    s3.completeMultipartUpload(
        request ->
            request
                .bucket(bucket)
                .key(key)
                .uploadId(upload.id())
                .multipartUpload(joined -> joined.parts(upload.parts())));
  }

  private void putExpiring(S3Client s3) {
    String key = name + "/" + writes;
    String content = content(key);
    expiring.put(key, content);
    s3.putObject(request -> request.bucket(EXPIRING).key(key), RequestBody.fromString(content));
    acknowledged++;
  }

  /**
   * Compares what was changed since the last time with the lake, and the listings altogether, and
   * takes over what had become of the change that was under way.
   */
  void verify(S3Client s3, KilledListings listed) {
    Optional<Pending> last = pending;
    pending = Optional.empty();
    for (KilledVersions versions : buckets.values()) {
      Optional<Pending> here = last.filter(each -> each.bucket().equals(versions.bucket()));
      versions.verify(
          s3,
          listed,
          name + "/",
          here.map(each -> Map.of(each.key(), each.after())).orElse(Map.of()));
    }
    verifyExpiring(s3, listed);
  }

  /** Lets the next look at the lake read everything again that there should be. */
  void forgetWhatWasRead() {
    buckets.values().forEach(KilledVersions::forgetWhatWasRead);
  }

  /** A client that got no answer asks again, and gets one, whether the first was done or not. */
  void repeatCompletion(S3Client s3) {
    pending
        .filter(last -> last.upload().isPresent())
        .ifPresent(
            last -> {
              complete(s3, last.bucket(), last.key(), last.upload().orElseThrow());
              acknowledge();
            });
  }

  /** What is there is whole, and what was gone does not come back. */
  private void verifyExpiring(S3Client s3, KilledListings listed) {
    Set<String> found = new HashSet<>();
    for (String key : listed.current(EXPIRING, name + "/")) {
      assertThat(expired).as("expired before").doesNotContain(key);
      assertThat(expiring).containsKey(key);
      try {
        assertThat(s3.getObjectAsBytes(request -> request.bucket(EXPIRING).key(key)).asUtf8String())
            .isEqualTo(expiring.get(key));
        found.add(key);
      } catch (NoSuchKeyException e) {
        // Its time came between the listing and the read.
        expired.add(key);
      }
    }
    for (String key : List.copyOf(expiring.keySet())) {
      if (!found.contains(key)) {
        expiring.remove(key);
        expired.add(key);
      }
    }
  }
}

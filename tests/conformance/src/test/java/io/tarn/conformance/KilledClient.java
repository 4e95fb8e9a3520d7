package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * One writer with keys of its own: it knows what was acknowledged, and the one change that was
 * under way when its lake was killed, which may have happened or not, but not by half.
 */
final class KilledClient {
  static final String PLAIN = "kill-nine";
  static final String VERSIONED = "kill-nine-versions";
  private static final int KEYS = 12;

  /** The content of a delete marker. */
  private static final String MARKER = "";

  private final String name;
  private final Random random;
  private final Map<String, String> plain = new HashMap<>();
  private final Map<String, List<String>> versions = new HashMap<>();
  private Optional<Pending> pending = Optional.empty();
  private int writes;
  private int acknowledged;

  private record Pending(String bucket, String key, String content) {}

  KilledClient(int number, long seed) {
    this.name = "client-" + number;
    this.random = new Random(seed + number);
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Makes one random change, and remembers it once it is acknowledged. */
  void change(S3Client s3) {
    String key = name + "/" + random.nextInt(KEYS);
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> put(s3, PLAIN, key);
      case 3, 4 -> put(s3, VERSIONED, key);
      case 5 -> delete(s3, PLAIN, key);
      case 6 -> delete(s3, VERSIONED, key);
      case 7 -> copy(s3, key);
      default -> upload(s3, key);
    }
  }

  private String content(String key) {
    writes++;
    // Below and above the size that is kept inside the ledger.
    return key + "#" + writes + "-" + "x".repeat(random.nextInt(40_000));
  }

  private void begin(String bucket, String key, String content) {
    pending = Optional.of(new Pending(bucket, key, content));
  }

  private void acknowledge() {
    Pending done = pending.orElseThrow();
    if (done.bucket().equals(VERSIONED)) {
      versions.computeIfAbsent(done.key(), key -> new ArrayList<>()).add(done.content());
    } else {
      plain.put(done.key(), done.content());
    }
    pending = Optional.empty();
    acknowledged++;
  }

  private void put(S3Client s3, String bucket, String key) {
    String content = content(key);
    begin(bucket, key, content);
    s3.putObject(
        request -> request.bucket(bucket).key(key),
        RequestBody.fromString(content, StandardCharsets.UTF_8));
    acknowledge();
  }

  private void delete(S3Client s3, String bucket, String key) {
    begin(bucket, key, MARKER);
    s3.deleteObject(request -> request.bucket(bucket).key(key));
    acknowledge();
  }

  private void copy(S3Client s3, String key) {
    String source = name + "/" + random.nextInt(KEYS);
    String content = plain.getOrDefault(source, MARKER);
    if (content.isEmpty() || source.equals(key)) {
      return;
    }
    begin(PLAIN, key, content);
    s3.copyObject(
        request ->
            request
                .sourceBucket(PLAIN)
                .sourceKey(source)
                .destinationBucket(PLAIN)
                .destinationKey(key));
    acknowledge();
  }

  private void upload(S3Client s3, String key) {
    String content = content(key);
    String id = s3.createMultipartUpload(request -> request.bucket(PLAIN).key(key)).uploadId();
    String etag =
        s3.uploadPart(
                request -> request.bucket(PLAIN).key(key).uploadId(id).partNumber(1),
                RequestBody.fromString(content, StandardCharsets.UTF_8))
            .eTag();
    begin(PLAIN, key, content);
    s3.completeMultipartUpload(
        request ->
            request
                .bucket(PLAIN)
                .key(key)
                .uploadId(id)
                .multipartUpload(
                    upload ->
                        upload.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
    acknowledge();
  }

  /** Compares everything with the lake, and takes over what had become of the last change. */
  void verify(S3Client s3) {
    for (int i = 0; i < KEYS; i++) {
      String key = name + "/" + i;
      verifyPlain(s3, key);
      verifyVersions(s3, key);
    }
    pending = Optional.empty();
  }

  private Optional<String> pendingOf(String bucket, String key) {
    return pending
        .filter(each -> each.bucket().equals(bucket) && each.key().equals(key))
        .map(Pending::content);
  }

  private void verifyPlain(S3Client s3, String key) {
    String found = read(s3, key);
    String expected = plain.getOrDefault(key, MARKER);
    if (!found.equals(expected)) {
      assertThat(Optional.of(found))
          .as("%s is neither what was acknowledged nor what was under way", key)
          .isEqualTo(pendingOf(PLAIN, key));
      plain.put(key, found);
    }
  }

  private static String read(S3Client s3, String key) {
    try {
      return s3.getObjectAsBytes(request -> request.bucket(PLAIN).key(key)).asUtf8String();
    } catch (NoSuchKeyException e) {
      return MARKER;
    }
  }

  private void verifyVersions(S3Client s3, String key) {
    List<String> expected = versions.getOrDefault(key, List.of());
    ListObjectVersionsResponse listed =
        s3.listObjectVersions(request -> request.bucket(VERSIONED).prefix(key + "").maxKeys(1000));
    List<String> found = new ArrayList<>();
    for (ObjectVersion version : listed.versions()) {
      if (version.key().equals(key)) {
        found.addFirst(version.eTag());
      }
    }
    long markers =
        listed.deleteMarkers().stream().filter(marker -> marker.key().equals(key)).count();
    Optional<String> last = pendingOf(VERSIONED, key);
    if (found.size() + markers == expected.size() + 1 && last.isPresent()) {
      versions.computeIfAbsent(key, each -> new ArrayList<>()).add(last.get());
      expected = versions.getOrDefault(key, List.of());
    }
    assertThat(found)
        .as("versions of %s in order", key)
        .isEqualTo(
            expected.stream().filter(each -> !each.isEmpty()).map(KilledClient::etag).toList());
    assertThat(markers).isEqualTo(expected.stream().filter(String::isEmpty).count());
    if (!expected.isEmpty()) {
      boolean visible =
          listed.versions().stream().anyMatch(each -> each.key().equals(key) && each.isLatest());
      assertThat(visible).as("the newest of %s", key).isEqualTo(!expected.getLast().isEmpty());
    }
  }

  private static String etag(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8));
      return "\"" + HexFormat.of().formatHex(digest) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.S3Client;

/** What one writer knows of its keys in one bucket, and how that compares with a lake. */
final class KilledVersions {
  /** The id of a version that has not been listed yet. */
  static final String UNKNOWN = "";

  /** The content of a delete marker. */
  static final String MARKER = "";

  private final String bucket;
  private final Map<String, List<Version>> keys = new HashMap<>();

  /**
   * Keys and ids ("null" without versioning) of versions whose bytes have been read since they were
   * last written.
   */
  private final Set<String> read = new HashSet<>();

  KilledVersions(String bucket) {
    this.bucket = bucket;
  }

  /** A version or a marker, as it was written. */
  record Version(String id, String content) {
    boolean isMarker() {
      return content.equals(MARKER);
    }
  }

  String bucket() {
    return bucket;
  }

  /** The versions of a key, oldest first. */
  List<Version> of(String key) {
    return keys.getOrDefault(key, List.of());
  }

  void set(String key, List<Version> versions) {
    keys.put(key, List.copyOf(versions));
    read.remove(key + "?null");
  }

  void forgetWhatWasRead() {
    read.clear();
  }

  /**
   * Every key has the versions that it should have, in their order, and no other key of the prefix
   * is there; what has not been read yet is read.
   *
   * @param possible versions that a key may have instead
   */
  void verify(
      S3Client s3, KilledListings listed, String prefix, Map<String, List<Version>> possible) {
    Map<String, KilledListings.Listing> listings = listed.versions(bucket, prefix);
    Set<String> all = new TreeSet<>(keys.keySet());
    all.addAll(possible.keySet());
    all.addAll(listings.keySet());
    Set<String> visible = new TreeSet<>();
    for (String key : all) {
      KilledListings.Listing listing = listings.getOrDefault(key, new KilledListings.Listing());
      List<Version> instead = possible.getOrDefault(key, of(key));
      List<Version> found = decide(s3, key, listing, instead);
      keys.put(key, found);
      if (possible.containsKey(key)) {
        read.remove(key + "?null");
      }
      for (Version version : found) {
        if (!version.isMarker() && read.add(key + "?" + version.id())) {
          assertThat(bytes(s3, key, version)).as(key).isEqualTo(version.content());
        }
      }
      if (!found.isEmpty() && !found.getLast().isMarker()) {
        visible.add(key);
      }
    }
    assertThat(listed.current(bucket, prefix))
        .as("what is listed in %s", bucket)
        .containsExactlyElementsOf(visible);
  }

  private List<Version> decide(
      S3Client s3, String key, KilledListings.Listing listing, List<Version> instead) {
    List<Version> before = of(key);
    if (listing.isEmpty() && (before.isEmpty() || instead.isEmpty())) {
      return List.of();
    }
    List<Version> found = listing.match(before);
    List<Version> other = listing.match(instead);
    if (!found.isEmpty() && !other.isEmpty() && !instead.equals(before)) {
      // Both fit by their lengths, as where a key was overwritten: the bytes tell which it is.
      Version newest = found.getLast();
      return newest.isMarker() || bytes(s3, key, newest).equals(newest.content()) ? found : other;
    }
    assertThat(found.isEmpty() && other.isEmpty())
        .as(
            "%s of %s: there should be %s or %s, but there is %s",
            key, bucket, show(before), show(instead), listing)
        .isFalse();
    return found.isEmpty() ? other : found;
  }

  private static List<String> show(List<Version> versions) {
    return versions.stream()
        .map(
            version ->
                version.isMarker()
                    ? version.id() + " marker"
                    : version.id() + " of " + version.content().length() + " bytes")
        .toList();
  }

  private String bytes(S3Client s3, String key, Version version) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key).versionId(version.id()))
        .asUtf8String();
  }
}

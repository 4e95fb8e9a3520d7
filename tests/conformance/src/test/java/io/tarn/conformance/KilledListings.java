package io.tarn.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the listings of some buckets say, fetched once for all writers. */
final class KilledListings {
  private final Map<String, NavigableMap<String, Listing>> versions = new HashMap<>();
  private final Map<String, NavigableSet<String>> current = new HashMap<>();

  private KilledListings() {}

  static KilledListings fetch(S3Client s3, Collection<String> buckets) {
    KilledListings listings = new KilledListings();
    for (String bucket : buckets) {
      listings.versions.put(bucket, fetchVersions(s3, bucket));
      NavigableSet<String> keys = new TreeSet<>();
      for (S3Object each :
          s3.listObjectsV2Paginator(request -> request.bucket(bucket)).contents()) {
        keys.add(each.key());
      }
      listings.current.put(bucket, keys);
    }
    return listings;
  }

  private static NavigableMap<String, Listing> fetchVersions(S3Client s3, String bucket) {
    NavigableMap<String, Listing> listings = new TreeMap<>();
    for (ListObjectVersionsResponse page :
        s3.listObjectVersionsPaginator(request -> request.bucket(bucket))) {
      for (ObjectVersion version : page.versions()) {
        listings
            .computeIfAbsent(version.key(), each -> new Listing())
            .versions()
            .addLast(new Listed(version.versionId(), version.size(), version.isLatest()));
      }
      for (DeleteMarkerEntry marker : page.deleteMarkers()) {
        listings
            .computeIfAbsent(marker.key(), each -> new Listing())
            .markers()
            .addLast(new Listed(marker.versionId(), 0, marker.isLatest()));
      }
    }
    return listings;
  }

  private static String end(String prefix) {
    return prefix + Character.MAX_VALUE;
  }

  /** What ListObjectVersions says of the keys of a prefix. */
  Map<String, Listing> versions(String bucket, String prefix) {
    return versions.getOrDefault(bucket, new TreeMap<>()).subMap(prefix, end(prefix));
  }

  /** Keys of a prefix that ListObjectsV2 shows. */
  Collection<String> current(String bucket, String prefix) {
    return current.getOrDefault(bucket, new TreeSet<>()).subSet(prefix, end(prefix));
  }

  /** A version or a marker, as it was listed. */
  record Listed(String id, long size, boolean latest) {
    boolean fits(KilledVersions.Version version) {
      return size == version.content().length()
          && (version.id().equals(KilledVersions.UNKNOWN) || version.id().equals(id));
    }
  }

  /** A key's versions and its markers, newest first, as S3 lists them. */
  record Listing(Deque<Listed> versions, Deque<Listed> markers) {
    Listing() {
      this(new ArrayDeque<>(), new ArrayDeque<>());
    }

    /** The given versions, oldest first, with the ids that they have here; empty when others. */
    List<KilledVersions.Version> match(List<KilledVersions.Version> expected) {
      Deque<Listed> ofVersions = new ArrayDeque<>(versions);
      Deque<Listed> ofMarkers = new ArrayDeque<>(markers);
      List<KilledVersions.Version> found = new ArrayList<>();
      for (KilledVersions.Version each : expected) {
        Listed listed = (each.isMarker() ? ofMarkers : ofVersions).pollLast();
        boolean newest = found.size() == expected.size() - 1;
        if (listed == null || !listed.fits(each) || listed.latest() != newest) {
          return List.of();
        }
        found.add(new KilledVersions.Version(listed.id(), each.content()));
      }
      return ofVersions.isEmpty() && ofMarkers.isEmpty() ? found : List.of();
    }

    boolean isEmpty() {
      return versions.isEmpty() && markers.isEmpty();
    }
  }
}

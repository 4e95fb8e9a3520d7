package io.tarn.store;

import io.tarn.api.s3.CommonPrefix;
import io.tarn.api.s3.ObjectShape;
import io.tarn.api.s3.Owner;
import io.tarn.kernel.Checksum;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the listings share on their way to the wire. */
final class Pages {
  /** What nearly every object has: one checksum. */
  private static final Map<Checksum, List<String>> NAMES = new EnumMap<>(Checksum.class);

  static {
    for (Checksum checksum : Checksum.values()) {
      NAMES.put(checksum, List.of(checksum.name()));
    }
  }

  private Pages() {}

  /** How keys are written: as they are, or URL-encoded where the client asked for that. */
  record Text(boolean encoded) {
    String show(String key) {
      return encoded
          ? URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/")
          : key;
    }

    /** Nothing where nothing was asked, and where an empty text was. */
    @Nullable String showOrNull(@Nullable String key) {
      return key == null || key.isEmpty() ? null : show(key);
    }
  }

  static Text text(@Nullable String encodingType) {
    if (encodingType != null && !encodingType.equals("url")) {
      throw S3Error.invalidArgument(
          "Invalid Encoding Method specified in Request", "encoding-type", encodingType);
    }
    return new Text(encodingType != null);
  }

  static int size(@Nullable Integer wanted, String name, Limits limits) {
    if (wanted == null) {
      return limits.pageSize();
    }
    if (wanted < 0) {
      throw S3Error.invalidArgument(
          "Argument " + name + " must be an integer between 0 and 2147483647",
          name,
          Integer.toString(wanted));
    }
    return Math.min(wanted, limits.pageSize());
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static List<CommonPrefix> prefixes(List<String> prefixes, Text text) {
    return prefixes.stream()
        .map(prefix -> CommonPrefix.builder().prefix(text.show(prefix)).build())
        .toList();
  }

  /** Who is shown as the owner of a version; null where nobody is. */
  interface Owners {
    @Nullable Owner of(VersionRow row);
  }

  static List<ObjectShape> objects(List<VersionRow> rows, Text text, Owners owners) {
    List<ObjectShape> objects = new ArrayList<>(rows.size());
    for (VersionRow row : rows) {
      objects.add(
          ObjectShape.builder()
              .key(text.show(row.key()))
              .lastModified(Store.seconds(row.modified()))
              .eTag(ETags.quote(row.etag()))
              .size(row.size())
              .storageClass(storageClass(row))
              .checksumAlgorithm(algorithms(row))
              .checksumType(row.attributes().checksumType())
              .owner(owners.of(row))
              .build());
    }
    return objects;
  }

  static io.tarn.api.s3.ObjectVersion version(VersionRow row, Text text, Owners owners) {
    return io.tarn.api.s3.ObjectVersion.builder()
        .key(text.show(row.key()))
        .versionId(row.versionId())
        .isLatest(row.latest())
        .lastModified(Store.seconds(row.modified()))
        .eTag(ETags.quote(row.etag()))
        .size(row.size())
        .storageClass(storageClass(row))
        .checksumAlgorithm(algorithms(row))
        .checksumType(row.attributes().checksumType())
        .owner(owners.of(row))
        .build();
  }

  private static String storageClass(VersionRow row) {
    return row.attributes().storageClassName();
  }

  private static @Nullable List<String> algorithms(VersionRow row) {
    if (row.attributes().checksums().isEmpty()) {
      return null;
    }
    if (row.attributes().checksums().size() == 1) {
      return NAMES.get(row.attributes().checksums().keySet().iterator().next());
    }
    return row.attributes().checksums().keySet().stream().map(Checksum::name).toList();
  }
}

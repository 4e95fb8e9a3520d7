package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.catalog.delta.DeltaColumn;
import io.tarn.catalog.delta.DeltaFile;
import io.tarn.catalog.delta.DeltaSnapshot;
import io.tarn.ledger.Ledger;
import io.tarn.store.ObjectVersion;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.tarn.store.Staged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that name a Delta table's data files line by line, one for each partition, for readers that
 * do not know the log. They become objects in the commits that change the catalog, so that a crawl
 * that is stopped leaves none. Each is replaced as a whole; where they are so many that they take
 * several commits, readers may see one partition's new files and another's old ones. Source: Delta
 * Lake, "Presto, Trino, and Athena to Delta Lake integration using manifests".
 */
final class DeltaManifests {
  static final String FOLDER = "_symlink_format_manifest/";
  private static final String NAME = "manifest";
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  /** What Hive does not leave in the name of a folder, besides control characters. */
  private static final String ESCAPED = "\"#%'*/:=?\\{[]^\u007f";

  private final Ledger ledger;
  private final Objects objects;
  private final Authorizer authorizer;
  private final CrawlContext crawl;
  private final Call role;
  private final Set<String> written = new HashSet<>();

  DeltaManifests(Ledger ledger, Objects objects, Authorizer authorizer, CrawlContext crawl) {
    this.ledger = ledger;
    this.objects = objects;
    this.authorizer = authorizer;
    this.crawl = crawl;
    this.role = crawl.role();
  }

  /** A partition's folder below that of all manifests; empty without partition columns. */
  static String folder(DeltaSnapshot snapshot, List<@Nullable String> values) {
    StringBuilder folder = new StringBuilder();
    List<DeltaColumn> keys = snapshot.partitionColumns();
    for (int i = 0; i < values.size(); i++) {
      folder.append(escaped(keys.get(i).name())).append('=');
      folder.append(escaped(nameOf(values.get(i)))).append('/');
    }
    return folder.toString();
  }

  /** A value as Hive's partitions have it. */
  static String nameOf(@Nullable String value) {
    return value == null ? NULL : value;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
        escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  boolean isThere(S3Path table, String folder) {
    String key = table.folder() + FOLDER + folder + NAME;
    return written.contains(table.bucket() + "/" + key)
        || crawl.source().isObject(table.bucket(), key);
  }

  /** Plans to write those that changed and to remove those of partitions that are no more. */
  void write(
      S3Path table, DeltaSnapshot snapshot, Map<List<@Nullable String>, List<DeltaFile>> files) {
    Set<String> kept = new HashSet<>();
    files.forEach(
        (values, members) -> {
          crawl.stop().check();
          String key = table.folder() + FOLDER + folder(snapshot, values) + NAME;
          kept.add(key);
          StringBuilder lines = new StringBuilder();
          members.forEach(file -> lines.append(file.location()).append('\n'));
          put(table.bucket(), key, lines.toString().getBytes(UTF_8));
        });
    crawl.source().list(table.bucket(), table.folder() + FOLDER).stream()
        .filter(file -> file.key().endsWith("/" + NAME) && !kept.contains(file.key()))
        .forEach(file -> delete(file.bucket(), file.key()));
  }

  private void put(String bucket, String key, byte[] bytes) {
    try {
      if (isSame(bucket, key, bytes)) {
        return;
      }
      authorizer.check(role, objects.access("s3:PutObject", bucket, key));
      Staged staged = objects.stage(role, bucket, key, new ByteArrayInputStream(bytes));
      Publication publication = Publication.of(role, bucket, key, Optional.of("text/plain"));
      crawl.plan().writeFile(staged, tx -> objects.publish(tx, staged, publication));
      written.add(bucket + "/" + key);
    } catch (IOException e) {
      throw new UncheckedIOException("s3://" + bucket + "/" + key + " cannot be written", e);
    }
  }

  private boolean isSame(String bucket, String key, byte[] bytes) throws IOException {
    Optional<ObjectVersion> found = ledger.read(tx -> objects.find(tx, bucket, key));
    if (found.isEmpty() || found.get().size() != bytes.length) {
      return false;
    }
    authorizer.check(role, objects.access("s3:GetObject", bucket, key));
    try (InputStream before = objects.open(role, found.get())) {
      return Arrays.equals(before.readAllBytes(), bytes);
    }
  }

  private void delete(String bucket, String key) {
    authorizer.check(role, objects.access("s3:DeleteObject", bucket, key));
    Publication publication = Publication.of(role, bucket, key, Optional.empty());
    crawl.plan().deleteFile(tx -> objects.delete(tx, publication));
  }
}

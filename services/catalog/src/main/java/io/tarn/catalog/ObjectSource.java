package io.tarn.catalog;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.catalog.inference.FileSource;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.kernel.Page;
import io.tarn.ledger.Ledger;
import io.tarn.store.ObjectVersion;
import io.tarn.store.Objects;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The store's objects as files for inference, each read authorised as the crawler's role. */
final class ObjectSource implements FileSource {
  private static final int PAGE = 5_000;

  private final Ledger ledger;
  private final Objects objects;
  private final Authorizer authorizer;
  private final Call role;
  private final Crawls.Stop stop;
  private final int filesMax;
  private final Map<String, ObjectVersion> versions = new ConcurrentHashMap<>();
  private final Set<String> allowed = ConcurrentHashMap.newKeySet();

  ObjectSource(
      Ledger ledger,
      Objects objects,
      Authorizer authorizer,
      Call role,
      Crawls.Stop stop,
      int filesMax) {
    this.ledger = ledger;
    this.objects = objects;
    this.authorizer = authorizer;
    this.role = role;
    this.stop = stop;
    this.filesMax = filesMax;
  }

  /**
   * All objects below a prefix.
   *
   * @throws io.tarn.kernel.ServiceError AccessDenied, NoSuchBucket, or by name when there are more
   *     than one crawl takes
   * @throws java.util.concurrent.CancellationException when the crawl was stopped meanwhile
   */
  List<ListedFile> list(String bucket, String prefix) {
    authorizer.check(
        role, objects.access("s3:ListBucket", bucket).withContext("s3:prefix", prefix));
    List<ListedFile> files = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      stop.check();
      Optional<String> from = after;
      Page<ObjectVersion> page = ledger.read(tx -> objects.list(tx, bucket, prefix, from, PAGE));
      for (ObjectVersion version : page.items()) {
        versions.put(version.uri(), version);
        files.add(new ListedFile(bucket, version.key(), version.size(), version.modified()));
      }
      if (files.size() > filesMax) {
        throw GlueError.RESOURCE_NUMBER_LIMIT_EXCEEDED.error(
            "More than " + filesMax + " objects below s3://" + bucket + "/" + prefix);
      }
      after = page.next();
    } while (after.isPresent());
    return files;
  }

  /** Whether the key names an object itself. */
  boolean isObject(String bucket, String key) {
    return ledger.read(tx -> objects.find(tx, bucket, key)).isPresent();
  }

  @Override
  public InputStream open(ListedFile file, long offset, long length) throws IOException {
    return objects.open(role, versionOf(file), offset, length);
  }

  private ObjectVersion versionOf(ListedFile file) throws IOException {
    ObjectVersion version = versions.get(file.uri());
    if (version == null) {
      throw new IOException("not listed: " + file.uri());
    }
    if (allowed.add(file.uri())) {
      try {
        authorizer.check(role, objects.access("s3:GetObject", file.bucket(), file.key()));
      } catch (RuntimeException e) {
        allowed.remove(file.uri());
        throw e;
      }
    }
    return version;
  }
}

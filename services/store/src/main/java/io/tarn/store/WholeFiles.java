package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.ServiceError;
import io.tarn.store.crypt.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One file each for objects that lie inline or in parts, made on first use, not synced, and dropped
 * in order of last use when the bound is reached. A file that was linked elsewhere stays readable
 * there when it is dropped here.
 */
final class WholeFiles {
  private final Path directory;
  private final long bytesMax;
  private final Blobs blobs;
  private final Opener opener;
  private final Map<Long, Object> making = new ConcurrentHashMap<>();
  private final LinkedHashMap<Long, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  WholeFiles(Path directory, long bytesMax, Blobs blobs, Opener opener) {
    this.directory = requireNonNull(directory, "directory is null");
    this.bytesMax = bytesMax;
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.opener = requireNonNull(opener, "opener is null");
  }

  /** Removes what an earlier process left: it was not synced and may be torn. */
  void prepare() throws IOException {
    Trees.delete(directory);
    Files.createDirectories(directory);
  }

  /**
   * Links the whole bytes of a blob to a new name, making the file when it is not there.
   *
   * @throws ServiceError naming the object when it is larger than the bound
   */
  void link(BlobRow blob, Path target, String uri) throws IOException {
    if (blob.size() > bytesMax) {
      throw new ServiceError(
          "InsufficientStorage",
          507,
          uri
              + " has "
              + blob.size()
              + " bytes in parts, more than the cache of whole files may hold ("
              + bytesMax
              + "): raise store.cache-max or write the object in smaller files");
    }
    Object lock = making.computeIfAbsent(blob.id(), id -> new Object());
    synchronized (lock) {
      Path file = directory.resolve(Long.toHexString(blob.id()));
      if (!touch(blob.id())) {
        make(blob, file);
      }
      Files.createLink(target, file);
      making.remove(blob.id(), lock);
    }
    shrink();
  }

  private synchronized boolean touch(long id) {
    return sizes.get(id) != null;
  }

  private void make(BlobRow blob, Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try (InputStream in = blobs.open(blob, 0, blob.size(), opener);
        OutputStream out = Files.newOutputStream(temporary)) {
      in.transferTo(out);
    }
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r--r--r--"));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    synchronized (this) {
      sizes.put(blob.id(), blob.size());
      bytes += blob.size();
    }
  }

  private synchronized void shrink() throws IOException {
    Iterator<Map.Entry<Long, Long>> oldest = sizes.entrySet().iterator();
    while (bytes > bytesMax && oldest.hasNext()) {
      Map.Entry<Long, Long> entry = oldest.next();
      if (making.containsKey(entry.getKey())) {
        continue;
      }
      Files.deleteIfExists(directory.resolve(Long.toHexString(entry.getKey())));
      bytes -= entry.getValue();
      oldest.remove();
    }
  }

  /** Directory trees of our own making. */
  static final class Trees {
    private Trees() {}

    static void delete(Path root) throws IOException {
      if (!Files.exists(root)) {
        return;
      }
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}

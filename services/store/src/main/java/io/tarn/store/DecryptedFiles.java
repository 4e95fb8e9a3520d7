package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.ServiceError;
import io.tarn.store.WholeFiles.Trees;
import io.tarn.store.crypt.Opener;
import io.tarn.store.crypt.Wipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypted objects as engines need them: decrypted once each into a file that only this process'
 * user can read. The files' sizes never sum up to more than the bound. One that nobody has linked
 * is overwritten and removed when its room is needed, and all are at the start and at the end;
 * linked ones (an engine reads them) stay until they are let go.
 */
final class DecryptedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DecryptedFiles.class);

  private final Path directory;
  private final long bytesMax;
  private final Blobs blobs;
  private final Opener opener;
  private final Map<Long, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** A file there is, or that is being made; its own lock is held while it is. */
  private static final class Entry {
    private final Path file;
    private final long size;
    private int users;
    private boolean made;

    Entry(Path file, long size) {
      this.file = file;
      this.size = size;
    }
  }

  DecryptedFiles(Path directory, long bytesMax, Blobs blobs, Opener opener) {
    this.directory = requireNonNull(directory, "directory is null");
    this.bytesMax = bytesMax;
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.opener = requireNonNull(opener, "opener is null");
  }

  /** Wipes what an earlier process left. */
  void prepare() throws IOException {
    wipeAll();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * Links the decrypted bytes of a blob to a new name.
   *
   * @throws ServiceError naming the object when there is no room for it within the bound
   */
  void link(BlobRow blob, Path target, String uri) throws IOException {
    Entry entry = enter(blob, uri);
    try {
      synchronized (entry) {
        if (!entry.made) {
          make(blob, entry.file);
          entry.made = true;
        }
        Files.createLink(target, entry.file);
      }
    } finally {
      leave(blob, entry);
    }
  }

  private synchronized Entry enter(BlobRow blob, String uri) throws IOException {
    Entry entry = entries.get(blob.id());
    if (entry == null) {
      makeRoom(blob.size(), uri);
      entry = new Entry(directory.resolve(Long.toHexString(blob.id())), blob.size());
      entries.put(blob.id(), entry);
      bytes += entry.size;
    }
    entry.users++;
    return entry;
  }

  private synchronized void leave(BlobRow blob, Entry entry) throws IOException {
    entry.users--;
    if (!entry.made && entry.users == 0) {
      Wipe.file(entry.file);
      entries.remove(blob.id());
      bytes -= entry.size;
    }
  }

  private void makeRoom(long wanted, String uri) throws IOException {
    Iterator<Entry> oldest = entries.values().iterator();
    while (bytes + wanted > bytesMax && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.users == 0 && !isLinked(entry.file)) {
        Wipe.file(entry.file);
        bytes -= entry.size;
        oldest.remove();
      }
    }
    if (bytes + wanted > bytesMax) {
      throw new ServiceError(
          "InsufficientStorage",
          507,
          uri
              + " is encrypted and has "
              + wanted
              + " bytes: with what is in use they are more than the cache of decrypted files may"
              + " hold ("
              + bytesMax
              + "): raise store.decrypted-cache-max or read less at once");
    }
  }

  /** Whether the file has another name, which is a pin. */
  private static boolean isLinked(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:nlink") > 1;
  }

  private void make(BlobRow blob, Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (InputStream in = blobs.open(blob, 0, blob.size(), opener);
        OutputStream out = Files.newOutputStream(file)) {
      in.transferTo(out);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
  }

  /** Wipes everything; whoever still reads does not get what he wants any more. */
  synchronized void close() throws IOException {
    wipeAll();
    entries.clear();
    bytes = 0;
  }

  private void wipeAll() throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    int wiped = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Wipe.file(file);
        wiped++;
      }
    }
    if (wiped > 0) {
      LOG.info("Wiped {} decrypted files", wiped);
    }
    Trees.delete(directory);
  }
}

package io.tarn.server;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.LedgerFile;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.upkeep.BlobFiles;
import io.tarn.store.upkeep.BlobFiles.BlobFile;
import io.tarn.store.upkeep.PurgeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A copy of a data directory as it was at one moment, whether its lake runs or not. Every write
 * acknowledged before the beginning is in it, and no half of one. It holds the lake's secrets and
 * is as confidential as the lake.
 *
 * <p>Blobs are hard-linked where the backup lies on the same file system, and copied elsewhere.
 * Caches and runtimes are left out: the lake makes them again.
 */
public final class Backup {
  private static final int COPIES_AT_ONCE = 4;
  private static final String LEDGER = "ledger.db";
  private static final Set<String> NOT_COPIED =
      Set.of(LEDGER, "ledger.db-wal", "ledger.db-shm", "lock", "blobs", "cache", "runtimes");

  private final Path data;
  private final Path target;
  private final Copying copying = new Copying();
  private final Map<Long, String> damaged = new ConcurrentHashMap<>();
  private final AtomicLong linked = new AtomicLong();

  /**
   * What was copied.
   *
   * @param linked files that are hard links to those of the lake
   * @param damaged objects whose bytes were not what had been written, a line each; their bytes are
   *     in the backup as they were found
   */
  public record Report(long files, long bytes, long linked, List<String> damaged) {
    public Report {
      damaged = List.copyOf(damaged);
    }
  }

  private Backup(Path data, Path target) {
    this.data = requireNonNull(data, "data is null");
    this.target = requireNonNull(target, "target is null");
  }

  /**
   * @param data of a local lake
   * @param target a new or empty directory
   * @throws IOException when it cannot be written; what is there then has no manifest, and is no
   *     backup
   */
  public static Report write(Path data, Path target) throws IOException {
    Path from = data.toAbsolutePath().normalize();
    Path to = target.toAbsolutePath().normalize();
    if (to.startsWith(from)) {
      throw new IOException("A backup cannot lie inside the lake: " + to);
    }
    return new Backup(from, to).write();
  }

  private Report write() throws IOException {
    try (LedgerFile ledger = LedgerFile.open(data);
        PurgeLock lock = new PurgeLock(data.resolve("cache").resolve(PurgeLock.NAME))) {
      Copying.requireEmpty(target);
      Files.setPosixFilePermissions(target, Modes.OWNER_ONLY);
      lock.hold();
      ledger.copyTo(target.resolve(LEDGER));
      try (LedgerFile copy = LedgerFile.openCopy(target.resolve(LEDGER));
          Manifest.Writer manifest = new Manifest.Writer(target)) {
        copyOthers(manifest);
        BlobFiles files = new BlobFiles(copy);
        copyBlobs(files, manifest);
        manifest.add(Copying.read(target.resolve(LEDGER), LEDGER));
        copying.syncDirectories(target);
        manifest.finish();
        Copying.sync(target);
        return new Report(manifest.files(), manifest.bytes(), linked.get(), damage(files));
      }
    }
  }

  private List<String> damage(BlobFiles files) {
    List<Long> blobs = List.copyOf(damaged.keySet());
    List<String> names = files.names(blobs);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < blobs.size(); i++) {
      lines.add(names.get(i) + ": " + damaged.get(blobs.get(i)));
    }
    return lines;
  }

  private void copyOthers(Manifest.Writer manifest) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> top = Files.list(data)) {
      for (Path each : top.toList()) {
        if (!NOT_COPIED.contains(String.valueOf(each.getFileName()))) {
          try (Stream<Path> below = Files.walk(each)) {
            below.filter(Files::isRegularFile).forEach(files::add);
          }
        }
      }
    }
    for (Path file : files) {
      String name = data.relativize(file).toString();
      try {
        manifest.add(copying.copy(file, target.resolve(name), name));
      } catch (NoSuchFileException e) {
        // It was removed since it was listed: the lake works meanwhile.
        Files.deleteIfExists(target.resolve(name));
      }
    }
  }

  private void copyBlobs(BlobFiles files, Manifest.Writer manifest) throws IOException {
    Path blobs = data.resolve("blobs");
    LocalBlobStore store = new LocalBlobStore(blobs, LocalBlobStore.Quota.none());
    requireLocal(data, files);
    try (ExecutorService executor = Executors.newFixedThreadPool(COPIES_AT_ONCE)) {
      Optional<BlobFiles.Page> page = files.after(0);
      while (page.isPresent()) {
        List<Future<Optional<Manifest.Entry>>> copies = new ArrayList<>();
        for (BlobFile file : page.get().files()) {
          Path source = store.file(file.id()).orElseThrow();
          copies.add(executor.submit(() -> copyBlob(file, source)));
        }
        for (Future<Optional<Manifest.Entry>> copy : copies) {
          Optional<Manifest.Entry> entry = await(copy);
          if (entry.isPresent()) {
            manifest.add(entry.get());
          }
        }
        page = files.after(page.get().last());
      }
    }
  }

  /**
   * @throws IOException naming the setting when the bytes are kept by another store
   */
  static void requireLocal(Path data, BlobFiles files) throws IOException {
    if (Files.isDirectory(data.resolve("blobs"))) {
      return;
    }
    Optional<BlobFiles.Page> page = files.after(0);
    while (page.isPresent()) {
      if (!page.get().files().isEmpty()) {
        throw new IOException(
            "The lake in "
                + data
                + " has no directory blobs: its bytes are elsewhere (store.endpoint), where only"
                + " the running lake can reach them");
      }
      page = files.after(page.get().last());
    }
  }

  private Optional<Manifest.Entry> copyBlob(BlobFile file, Path source) throws IOException {
    String name = data.relativize(source).toString();
    Path to = target.resolve(name);
    Manifest.Entry entry;
    try {
      if (copying.link(source, to)) {
        linked.incrementAndGet();
        entry = Copying.read(to, name);
      } else {
        entry = copying.copy(source, to, name);
      }
    } catch (NoSuchFileException e) {
      if (Files.exists(source)) {
        throw e;
      }
      damaged.put(file.id(), "its file is missing");
      return Optional.empty();
    }
    if (entry.length() != file.length()
        || file.kept().isPresent() && file.kept().get().crc() != entry.crc()) {
      damaged.put(file.id(), "its file does not hold what was written");
    }
    return Optional.of(entry);
  }

  private static <T> T await(Future<T> work) throws IOException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The backup was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("The backup failed: " + e.getCause(), e);
    }
  }

  /**
   * Makes a lake of a backup. Every file is compared with the manifest, and its blobs with the
   * ledger.
   *
   * @param directory a new or empty one
   * @throws IOException when the backup is incomplete or damaged; then nothing is restored
   */
  public static Report restore(Path backup, Path directory) throws IOException {
    return new Restore(backup.toAbsolutePath().normalize(), directory.toAbsolutePath().normalize())
        .run();
  }
}

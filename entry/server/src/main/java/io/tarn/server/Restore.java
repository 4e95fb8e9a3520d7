package io.tarn.server;

import io.tarn.ledger.LedgerFile;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.upkeep.BlobCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A backup on its way back. The ledger gets its name last, so that a directory where this broke off
 * is no lake.
 */
final class Restore {
  private static final String LEDGER = "ledger.db";
  private static final int NAMED_MAX = 20;

  private final Path backup;
  private final Path directory;
  private final Copying copying = new Copying();
  private final List<String> wrong = new ArrayList<>();
  private long files;
  private long bytes;

  Restore(Path backup, Path directory) {
    this.backup = backup;
    this.directory = directory;
  }

  Backup.Report run() throws IOException {
    if (!Files.isDirectory(backup)) {
      throw new IOException("There is no backup in " + backup + ": it is no directory");
    }
    Copying.requireEmpty(directory);
    Files.setPosixFilePermissions(directory, Modes.OWNER_ONLY);
    boolean whole = false;
    try {
      Manifest.read(backup, this::copy);
      if (!wrong.isEmpty()) {
        throw new IOException(
            "The backup is damaged, and nothing was restored: "
                + String.join(", ", wrong.subList(0, Math.min(NAMED_MAX, wrong.size())))
                + (wrong.size() > NAMED_MAX ? " and " + (wrong.size() - NAMED_MAX) + " more" : ""));
      }
      List<String> damaged = compareWithLedger();
      copying.syncDirectories(directory);
      Files.move(
          directory.resolve(LEDGER + ".restoring"),
          directory.resolve(LEDGER),
          StandardCopyOption.ATOMIC_MOVE);
      Copying.sync(directory);
      whole = true;
      return new Backup.Report(files, bytes, 0, damaged);
    } finally {
      if (!whole) {
        Copying.empty(directory);
      }
    }
  }

  private void copy(Manifest.Entry entry) throws IOException {
    Path from = backup.resolve(entry.path()).normalize();
    if (!from.startsWith(backup)) {
      throw new IOException("The backup's manifest leads out of it: " + entry.path());
    }
    String name = entry.path().equals(LEDGER) ? LEDGER + ".restoring" : entry.path();
    try {
      Manifest.Entry copied = copying.copy(from, directory.resolve(name), entry.path());
      files++;
      bytes += copied.length();
      if (!copied.equals(entry)) {
        wrong.add(entry.path() + " is not what was backed up");
      }
    } catch (NoSuchFileException e) {
      wrong.add(entry.path() + " is missing");
    }
  }

  /** What was damaged in the lake already when it was backed up. */
  private List<String> compareWithLedger() throws IOException {
    Path ledger = directory.resolve(LEDGER + ".restoring");
    if (!Files.exists(ledger)) {
      throw new IOException("The backup has no ledger");
    }
    try (LedgerFile copy = LedgerFile.openCopy(ledger)) {
      List<String> damage = copy.damage();
      if (!damage.isEmpty()) {
        throw new IOException("The backup's ledger is damaged: " + damage);
      }
      return new BlobCheck(
              copy,
              new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none()),
              BlobCheck.Depth.BYTES)
          .run()
          .damaged();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The restore was interrupted", e);
    }
  }
}

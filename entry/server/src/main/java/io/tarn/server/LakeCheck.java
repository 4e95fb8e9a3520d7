package io.tarn.server;

import io.tarn.ledger.LedgerException;
import io.tarn.ledger.LedgerFile;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.upkeep.BlobCheck;
import io.tarn.store.upkeep.BlobFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a data directory's ledger with its blobs, beside a running lake or without. */
public final class LakeCheck {
  private static final int ORPHANS_LISTED = 20;

  private LakeCheck() {}

  /**
   * What was found.
   *
   * @param user says who has the lake open; empty when it is stopped
   * @param wrong a line for each thing that is not as it should be
   * @param notes what may be right, as the lake works meanwhile
   */
  public record Result(
      Optional<String> user, long blobs, long versions, List<String> wrong, List<String> notes) {
    public Result {
      wrong = List.copyOf(wrong);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Looks whether all files are there, in their lengths.
   *
   * @throws LedgerException when there is no lake, or not one that this binary can read
   */
  public static Result glance(Path data) throws IOException {
    return run(data, BlobCheck.Depth.LENGTHS);
  }

  /** Reads every byte too. */
  public static Result deep(Path data) throws IOException {
    return run(data, BlobCheck.Depth.BYTES);
  }

  private static Result run(Path data, BlobCheck.Depth depth) throws IOException {
    try (LedgerFile ledger = LedgerFile.open(data)) {
      List<String> wrong = new ArrayList<>();
      ledger.damage().forEach(line -> wrong.add("ledger.db: " + line));
      BlobCheck.Result result = check(ledger, data, depth);
      wrong.addAll(result.damaged());
      if (result.more() > 0) {
        wrong.add("and " + result.more() + " damaged blobs more");
      }
      List<String> orphans = orphans(data, result.orphans());
      boolean stopped = ledger.user().isEmpty();
      if (stopped) {
        wrong.addAll(orphans);
      }
      return new Result(
          ledger.user(), result.blobs(), result.versions(), wrong, stopped ? List.of() : orphans);
    }
  }

  private static BlobCheck.Result check(LedgerFile ledger, Path data, BlobCheck.Depth depth)
      throws IOException {
    try {
      Backup.requireLocal(data, new BlobFiles(ledger));
      return new BlobCheck(
              ledger, new LocalBlobStore(data.resolve("blobs"), LocalBlobStore.Quota.none()), depth)
          .run();
    } catch (LedgerException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("no such column") || message.contains("no such table")) {
        throw new IOException(
            "The lake in " + data + " was last run by an older Tarn: start it once, then ask again",
            e);
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The check was interrupted", e);
    }
  }

  private static List<String> orphans(Path data, List<Long> orphans) {
    if (orphans.isEmpty()) {
      return List.of();
    }
    LocalBlobStore store = new LocalBlobStore(data.resolve("blobs"), LocalBlobStore.Quota.none());
    List<String> lines = new ArrayList<>();
    for (long orphan : orphans.subList(0, Math.min(ORPHANS_LISTED, orphans.size()))) {
      lines.add(
          store.file(orphan).orElseThrow() + ": belongs to no object; the sweeper removes it");
    }
    if (orphans.size() > ORPHANS_LISTED) {
      lines.add("and " + (orphans.size() - ORPHANS_LISTED) + " orphaned files more");
    }
    return lines;
  }
}

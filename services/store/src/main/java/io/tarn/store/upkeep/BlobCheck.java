package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Reading;
import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares all that the ledger says of bytes with the bytes, in both directions. Changes nothing.
 * It may run beside a lake at work: what has changed meanwhile is looked at twice, and files that
 * no row knows are then no fault, as they may be about to get one.
 */
public final class BlobCheck {
  private static final int BATCH = 500;
  private static final int LISTED_MAX = 10_000;

  private final Reading ledger;
  private final BlobStore blobs;
  private final Depth depth;
  private final Inspection inspection;
  private final Map<Long, String> damage = new LinkedHashMap<>();
  private final List<String> lost = new ArrayList<>();
  private long looked;
  private long versions;
  private long damaged;

  /** How closely files are looked at. */
  public enum Depth {
    /** Whether they are there, in their length. */
    LENGTHS,
    /** Every byte. */
    BYTES
  }

  /**
   * @param damaged a line for each object (or part of an upload) whose bytes are missing or others
   * @param orphans files that belong to nothing
   * @param more how many damaged blobs there are beyond those in the list
   */
  public record Result(
      long blobs, long versions, List<String> damaged, List<Long> orphans, long more) {
    public Result {
      damaged = List.copyOf(damaged);
      orphans = List.copyOf(orphans);
    }
  }

  public BlobCheck(Reading ledger, BlobStore blobs, Depth depth) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.depth = requireNonNull(depth, "depth is null");
    this.inspection = new Inspection(blobs, Pace.unbounded());
  }

  public Result run() throws IOException, InterruptedException {
    checkBlobs();
    List<Long> orphans = orphans();
    checkVersions();
    List<String> lines = new ArrayList<>(lost);
    if (!damage.isEmpty()) {
      Map<Long, List<Owners.Version>> owners = Owners.find(ledger, damage.keySet());
      damage.forEach((blob, what) -> lines.add(Owners.names(blob, owners) + ": " + what));
    }
    return new Result(looked, versions, lines, orphans, damaged - damage.size());
  }

  private void checkBlobs() throws IOException, InterruptedException {
    long after = 0;
    while (true) {
      long from = after;
      List<StoredBlob> page = ledger.read(tx -> StoredBlob.after(tx, from, BATCH));
      if (page.isEmpty()) {
        return;
      }
      for (StoredBlob blob : page) {
        looked++;
        Optional<String> what = check(blob);
        if (what.isPresent() && ledger.read(tx -> StoredBlob.inUse(tx, blob.id()))) {
          note(blob.id(), what.get());
        }
      }
      after = page.getLast().id();
    }
  }

  private void note(long blob, String what) {
    damaged++;
    if (damage.size() < LISTED_MAX) {
      damage.put(blob, what);
    }
  }

  private Optional<String> check(StoredBlob blob) throws IOException, InterruptedException {
    if (!blob.parts().isEmpty()) {
      return checkParts(blob);
    }
    if (depth == Depth.BYTES) {
      return blob.isFile() || blob.bytes() != null
          ? inspection.read(blob).damage()
          : Optional.empty();
    }
    return blob.isFile() ? inspection.glance(blob).damage() : Optional.empty();
  }

  private Optional<String> checkParts(StoredBlob whole) {
    for (int from = 0; from < whole.parts().size(); from += BATCH) {
      List<Long> some = whole.parts().subList(from, Math.min(whole.parts().size(), from + BATCH));
      List<Long> missing =
          ledger.read(
              tx -> {
                List<Long> absent = new ArrayList<>();
                for (long part : some) {
                  if (!StoredBlob.exists(tx, part)) {
                    absent.add(part);
                  }
                }
                return absent;
              });
      if (!missing.isEmpty()) {
        return Optional.of("the ledger has lost its parts " + missing);
      }
    }
    return Optional.empty();
  }

  private List<Long> orphans() throws IOException {
    List<Long> orphans = new ArrayList<>();
    long after = 0;
    while (orphans.size() < LISTED_MAX) {
      List<Long> page = blobs.list(after, BATCH);
      if (page.isEmpty()) {
        break;
      }
      orphans.addAll(
          ledger.read(
              tx -> {
                List<Long> unknown = new ArrayList<>();
                for (long id : page) {
                  if (!StoredBlob.exists(tx, id)) {
                    unknown.add(id);
                  }
                }
                return unknown;
              }));
      after = page.getLast();
    }
    return orphans;
  }

  private void checkVersions() {
    Map<Long, Owners.Version> page = new HashMap<>();
    Owners.eachVersion(
        ledger,
        version -> {
          versions++;
          page.put(version.blob(), version);
          if (page.size() == BATCH) {
            checkVersions(page);
          }
        });
    checkVersions(page);
  }

  /** A version that has gone meanwhile has let go of its bytes, and is none to complain about. */
  private void checkVersions(Map<Long, Owners.Version> page) {
    lost.addAll(
        ledger.read(
            tx -> {
              List<String> found = new ArrayList<>();
              for (Owners.Version version : page.values()) {
                if (!StoredBlob.inUse(tx, version.blob()) && Owners.isThere(tx, version)) {
                  found.add(version.name() + ": the ledger has lost its bytes");
                }
              }
              return found;
            }));
    page.clear();
  }
}

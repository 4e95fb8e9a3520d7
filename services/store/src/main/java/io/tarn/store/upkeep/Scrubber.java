package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every blob again, one after the other and then from the beginning, and compares it with
 * what was written. What is damaged is named (log, metric, table, fact {@code ObjectDamaged}) and
 * never removed. Its place is kept, so that a restart goes on where it was.
 */
public final class Scrubber {
  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
  private static final int BATCH = 64;

  private final Ledger ledger;
  private final Inspection inspection;
  private final InstantSource clock;
  private final Duration every;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong blobs = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();

  /**
   * @param every a round begins at the earliest so long after the one before
   */
  public Scrubber(Ledger ledger, BlobStore blobs, InstantSource clock, Pace pace, Duration every) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.inspection = new Inspection(blobs, pace);
    this.clock = requireNonNull(clock, "clock is null");
    this.every = requireNonNull(every, "every is null");
  }

  private record Place(long blob, Instant began, long rounds) {}

  /**
   * Looks at some blobs more.
   *
   * @return false when there is nothing to do until the next round may begin
   */
  public boolean step() throws InterruptedException {
    Instant now = clock.instant();
    Place place = place(now);
    if (place.blob() == 0 && place.rounds() > 0 && now.isBefore(place.began().plus(every))) {
      return false;
    }
    Instant began = place.blob() == 0 ? now : place.began();
    List<StoredBlob> batch = ledger.read(tx -> StoredBlob.after(tx, place.blob(), BATCH));
    Map<StoredBlob, String> wrong = new LinkedHashMap<>();
    Map<Long, Kept> learnt = new HashMap<>();
    for (StoredBlob blob : batch) {
      if (blob.parts().isEmpty()) {
        inspect(blob, wrong, learnt);
      }
    }
    boolean over = batch.size() < BATCH;
    Place next =
        over
            ? new Place(0, began, place.rounds() + 1)
            : new Place(batch.getLast().id(), began, place.rounds());
    report(batch, wrong, learnt, next, now);
    return !over;
  }

  private void inspect(StoredBlob blob, Map<StoredBlob, String> wrong, Map<Long, Kept> learnt)
      throws InterruptedException {
    try {
      Inspection.Finding finding = inspection.read(blob);
      blobs.incrementAndGet();
      finding.seen().ifPresent(seen -> bytes.addAndGet(seen.length()));
      // Bytes may have been let go of while they were read.
      if (finding.damage().isPresent() && ledger.read(tx -> StoredBlob.inUse(tx, blob.id()))) {
        wrong.put(blob, finding.damage().get());
      }
      if (blob.kept().isEmpty()) {
        finding.seen().ifPresent(seen -> learnt.put(blob.id(), seen));
      }
    } catch (IOException e) {
      LOG.warn("Blob {} could not be looked at this time: {}", blob.id(), e.getMessage());
    }
  }

  private Place place(Instant now) {
    List<Place> found =
        ledger.read(
            tx ->
                Sql.list(
                    tx,
                    "SELECT place, began, rounds FROM store_scrub WHERE name = 'blobs'",
                    row ->
                        new Place(
                            row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), row.getLong(3))));
    return found.isEmpty() ? new Place(0, now, 0) : found.getFirst();
  }

  private void report(
      List<StoredBlob> batch,
      Map<StoredBlob, String> wrong,
      Map<Long, Kept> learnt,
      Place next,
      Instant now) {
    Map<Long, List<Owners.Version>> owners =
        wrong.isEmpty()
            ? Map.of()
            : Owners.find(
                ledger,
                wrong.keySet().stream()
                    .map(StoredBlob::id)
                    .collect(java.util.stream.Collectors.toSet()));
    Map<Long, String> damage = new LinkedHashMap<>();
    wrong.forEach((blob, what) -> damage.put(blob.id(), what));
    long known =
        ledger.commit(
            tx -> {
              for (Map.Entry<Long, Kept> each : learnt.entrySet()) {
                Sql.update(
                    tx,
                    "UPDATE store_blob SET kept = ?, crc = ? WHERE id = ? AND kept IS NULL",
                    each.getValue().length(),
                    each.getValue().crc(),
                    each.getKey());
              }
              remember(tx, next);
              forget(tx, batch, damage);
              for (Map.Entry<Long, String> each : damage.entrySet()) {
                record(tx, each.getKey(), each.getValue(), owners, now);
              }
              return Sql.list(tx, "SELECT COUNT(*) FROM store_damage", row -> row.getLong(1))
                  .getFirst();
            });
    damaged.set(known);
    rounds.set(next.rounds());
    damage.forEach((blob, what) -> LOG.error("Damaged: {}: {}", Owners.names(blob, owners), what));
  }

  private static void remember(Tx tx, Place next) throws SQLException {
    int rows =
        Sql.update(
            tx,
            "UPDATE store_scrub SET place = ?, began = ?, rounds = ? WHERE name = 'blobs'",
            next.blob(),
            next.began().toEpochMilli(),
            next.rounds());
    if (rows == 0) {
      Sql.update(
          tx,
          "INSERT INTO store_scrub (name, place, began, rounds) VALUES ('blobs', ?, ?, ?)",
          next.blob(),
          next.began().toEpochMilli(),
          next.rounds());
    }
  }

  /** What was found whole again, or is gone, is no damage any more. */
  private static void forget(Tx tx, List<StoredBlob> batch, Map<Long, String> damage)
      throws SQLException {
    List<Long> known = Sql.list(tx, "SELECT blob FROM store_damage", row -> row.getLong(1));
    if (known.isEmpty()) {
      return;
    }
    List<Long> looked = batch.stream().map(StoredBlob::id).toList();
    for (long blob : known) {
      boolean whole = looked.contains(blob) && !damage.containsKey(blob);
      if (whole || !StoredBlob.inUse(tx, blob)) {
        Sql.update(tx, "DELETE FROM store_damage WHERE blob = ?", blob);
      }
    }
  }

  private static void record(
      Tx tx, long blob, String what, Map<Long, List<Owners.Version>> owners, Instant now)
      throws SQLException {
    int known = Sql.update(tx, "UPDATE store_damage SET what = ? WHERE blob = ?", what, blob);
    if (known > 0) {
      return;
    }
    Sql.update(
        tx,
        "INSERT INTO store_damage (blob, found, what) VALUES (?, ?, ?)",
        blob,
        now.toEpochMilli(),
        what);
    for (Owners.Version version :
        owners.getOrDefault(blob, List.of()).stream().limit(100).toList()) {
      tx.publish(DamageFact.of(tx, version, what, now));
    }
  }

  /** Bytes read since the start. */
  public long bytes() {
    return bytes.get();
  }

  /** Blobs looked at since the start. */
  public long blobs() {
    return blobs.get();
  }

  /** Rounds completed in the life of this lake. */
  public long rounds() {
    return rounds.get();
  }

  /** Blobs known to be damaged, as of the last step. */
  public long damaged() {
    return damaged.get();
  }

  private static final class DamageFact {
    private DamageFact() {}

    static NewFact of(Tx tx, Owners.Version version, String what, Instant now) throws SQLException {
      List<String> region =
          Sql.list(
              tx,
              "SELECT region FROM store_bucket WHERE name = ?",
              row -> row.getString(1),
              version.bucket());
      return new NewFact(
          "ObjectDamaged",
          1,
          now,
          region.isEmpty() ? "us-east-1" : region.getFirst(),
          "arn:aws:s3:::" + version.bucket() + "/" + version.key(),
          "s3.amazonaws.com",
          "scrub-" + version.blob(),
          body(version, what));
    }

    private static String body(Owners.Version version, String what) {
      ObjectNode detail = JsonNodeFactory.instance.objectNode();
      detail.put("version", "0");
      detail.putObject("bucket").put("name", version.bucket());
      detail.putObject("object").put("key", version.key()).put("version-id", version.versionId());
      detail.put("reason", what);
      detail.put("eventBridge", false);
      return detail.toString();
    }
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import io.tarn.store.lifecycle.Action;
import io.tarn.store.lifecycle.Candidate;
import io.tarn.store.lifecycle.Rules;
import io.tarn.store.lock.Lock;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through one bucket and does what its rules say. A task does some pages and leaves the next
 * task the place where it stopped, so that a crash costs no more than one task's pages, and doing
 * those again does no harm. What is due is found on a snapshot and looked at again in the commit
 * that does it.
 */
final class LifecycleRun implements TaskHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LifecycleRun.class);
  private static final int PAGE = 500;
  private static final int PAGES_OF_A_TASK = 20;
  private static final int ACTIONS_OF_A_COMMIT = 100;

  private final Ledger ledger;
  private final Lifecycles lifecycles;
  private final Publisher publisher;
  private final InstantSource clock;

  LifecycleRun(Ledger ledger, Lifecycles lifecycles, Publisher publisher, InstantSource clock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.lifecycles = requireNonNull(lifecycles, "lifecycles is null");
    this.publisher = requireNonNull(publisher, "publisher is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Where a walk stands: behind a version of a key, having seen so many of its noncurrent ones.
   *
   * @param phase versions first, then uploads
   * @param key empty at the beginning
   * @param modified of the version that the walk stands behind
   */
  private record Place(Phase phase, String key, long seq, int noncurrent, Instant modified) {
    static Place start(Phase phase) {
      return new Place(phase, "", 0, 0, Instant.EPOCH);
    }

    static Place of(String body) {
      JsonNode node = Attributes.parse(body);
      if (!node.has("phase")) {
        return start(Phase.VERSIONS);
      }
      return new Place(
          Phase.valueOf(node.path("phase").asText()),
          node.path("key").asText(),
          node.path("seq").asLong(),
          node.path("noncurrent").asInt(),
          Instant.ofEpochMilli(node.path("modified").asLong()));
    }

    String toJson() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("phase", phase.name())
          .put("key", key)
          .put("seq", seq)
          .put("noncurrent", noncurrent)
          .put("modified", modified.toEpochMilli())
          .toString();
    }
  }

  private enum Phase {
    VERSIONS,
    UPLOADS,
    DONE
  }

  @Override
  public Completion run(Task task) {
    String name = task.key();
    Optional<BucketRow> bucket = ledger.read(tx -> Buckets.find(tx, name));
    Optional<Rules> rules = bucket.flatMap(lifecycles::rules);
    if (rules.isEmpty()) {
      return tx -> {};
    }
    Walk walk = new Walk(bucket.get(), rules.get(), task);
    for (int page = 0; page < PAGES_OF_A_TASK && walk.place.phase() != Phase.DONE; page++) {
      walk.page();
    }
    if (walk.place.phase() == Phase.DONE) {
      return tx -> lifecycles.schedule(tx, name, walk.now, task.traceId());
    }
    return tx -> tx.schedule(lifecycles.task(name, walk.now, task.traceId(), walk.place.toJson()));
  }

  @Override
  public Completion exhausted(Task task, Throwable failure) {
    LOG.warn(
        "The lifecycle of bucket {} stops for today; it begins again at the next midnight",
        task.key(),
        failure);
    return tx -> lifecycles.schedule(tx, task.key(), clock.instant(), task.traceId());
  }

  private record Due(VersionRow row, Candidate candidate, Action action) {}

  private final class Walk {
    private final BucketRow bucket;
    private final Rules rules;
    private final Prefixes prefixes;
    private final Task task;
    private final Instant now = clock.instant();
    private Place place;

    Walk(BucketRow bucket, Rules rules, Task task) {
      this.bucket = bucket;
      this.rules = rules;
      this.prefixes = new Prefixes(rules.prefixes());
      this.task = task;
      this.place = Place.of(task.body());
    }

    void page() {
      if (place.phase() == Phase.VERSIONS) {
        versions();
      } else {
        uploads();
      }
    }

    private void versions() {
      List<VersionRow> rows = ledger.read(this::nextVersions);
      if (rows.isEmpty()) {
        place = Place.start(Phase.UPLOADS);
        return;
      }
      List<Due> due = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        VersionRow row = rows.get(i);
        boolean last = i + 1 == rows.size() || !rows.get(i + 1).key().equals(row.key());
        Candidate candidate = Lifecycles.candidate(row, step(row, last));
        rules.decide(candidate, now).ifPresent(it -> due.add(new Due(row, candidate, it)));
      }
      for (int from = 0; from < due.size(); from += ACTIONS_OF_A_COMMIT) {
        List<Due> some = due.subList(from, Math.min(due.size(), from + ACTIONS_OF_A_COMMIT));
        ledger.commit(
            tx -> {
              for (Due each : some) {
                act(tx, each);
              }
              return some.size();
            });
      }
    }

    private List<VersionRow> nextVersions(Tx tx) throws SQLException {
      if (!place.key().isEmpty()) {
        List<VersionRow> older = Versions.older(tx, bucket.name(), place.key(), place.seq(), PAGE);
        if (!older.isEmpty()) {
          return older;
        }
      }
      Optional<String> from = prefixes.next(place.key());
      return from.isEmpty()
          ? List.of()
          : Versions.all(tx, bucket.name(), from.get(), !from.get().equals(place.key()), PAGE);
    }

    /** Moves behind a version and says where in its key's history it is. */
    private Candidate.Place step(VersionRow row, boolean lastOfPage) {
      if (!row.key().equals(place.key())) {
        place = new Place(Phase.VERSIONS, row.key(), row.seq(), 0, row.modified());
        return new Candidate.Current(lastOfPage);
      }
      Candidate.Place noncurrent = new Candidate.Noncurrent(place.modified(), place.noncurrent());
      place =
          new Place(Phase.VERSIONS, row.key(), row.seq(), place.noncurrent() + 1, row.modified());
      return noncurrent;
    }

    /** What has changed since the snapshot is left to the next midnight. */
    private void act(Tx tx, Due due) throws SQLException {
      VersionRow seen = due.row();
      Optional<VersionRow> row =
          Versions.find(tx, seen.bucket(), seen.key(), seen.versionId())
              .filter(it -> it.seq() == seen.seq() && it.tags().equals(seen.tags()));
      if (row.isEmpty()) {
        return;
      }
      switch (due.action()) {
        case Action.Transition(String target) -> {
          Attributes attributes = row.get().attributes().toBuilder().storageClass(target).build();
          Versions.setAttributes(tx, row.get(), attributes);
          Facts.storageClassChanged(tx, bucket, row.get(), origin(due), target);
        }
        case Action.Expire() -> {
          switch (due.candidate().place()) {
            case Candidate.Current _ -> expireCurrent(tx, row.get(), due);
            case Candidate.Noncurrent _ -> {
              if (!row.get().latest()) {
                remove(tx, row.get(), due);
              }
            }
          }
        }
      }
    }

    private void expireCurrent(Tx tx, VersionRow row, Due due) throws SQLException {
      if (!row.latest()) {
        return;
      }
      if (row.marker()) {
        if (Versions.older(tx, row.bucket(), row.key(), row.seq(), 1).isEmpty()) {
          remove(tx, row, due);
        }
        return;
      }
      if (bucket.versioning() != Versioning.ENABLED && isLocked(row)) {
        return;
      }
      try {
        publisher.delete(tx, row.bucket(), row.key(), Deletion.LIFECYCLE, origin(due));
      } catch (ServiceError e) {
        // The null version that a marker would replace is locked; nothing has been written yet.
        LOG.info("{} of bucket {} does not expire: {}", row.key(), row.bucket(), e.getMessage());
      }
    }

    private void remove(Tx tx, VersionRow row, Due due) throws SQLException {
      if (!isLocked(row)) {
        publisher.deleteVersion(
            tx, row.bucket(), row.key(), row.versionId(), Deletion.LIFECYCLE, origin(due));
      }
    }

    private boolean isLocked(VersionRow row) {
      return row.lock().forbidsRemoval(now, Lock.Bypass.NONE);
    }

    /** The marker's id is made of the version that it hides: a step done again makes the same. */
    private Origin origin(Due due) {
      String nonce = String.format(Locale.ROOT, "%016x", due.row().seq());
      return new Origin(
          new Caller.Service(PRINCIPAL, PRINCIPAL),
          "lifecycle-" + task.id(),
          task.traceId(),
          "",
          now,
          nonce);
    }

    private void uploads() {
      Optional<String> from = prefixes.next(place.key());
      boolean inclusive = from.isPresent() && !from.get().equals(place.key());
      List<Uploads.Upload> open =
          from.isEmpty() ? List.of() : ledger.read(tx -> open(tx, from.get(), inclusive));
      if (open.isEmpty()) {
        place = Place.start(Phase.DONE);
        return;
      }
      place = new Place(Phase.UPLOADS, open.getLast().key(), 0, 0, Instant.EPOCH);
      List<Uploads.Upload> due = new ArrayList<>();
      for (Uploads.Upload upload : open) {
        rules
            .abort(upload.key(), upload.initiated())
            .filter(it -> !it.date().isAfter(now))
            .ifPresent(it -> due.add(upload));
      }
      for (int at = 0; at < due.size(); at += ACTIONS_OF_A_COMMIT) {
        List<Uploads.Upload> some = due.subList(at, Math.min(due.size(), at + ACTIONS_OF_A_COMMIT));
        ledger.commit(
            tx -> {
              for (Uploads.Upload upload : some) {
                Optional<Uploads.Upload> still = Uploads.find(tx, upload.id());
                if (still.isPresent() && !still.get().ended()) {
                  Uploads.end(tx, still.get(), null, now, task.traceId());
                }
              }
              return some.size();
            });
      }
    }

    /** A page, and whatever more uploads there are of its last key. */
    private List<Uploads.Upload> open(Tx tx, String from, boolean inclusive) throws SQLException {
      List<Uploads.Upload> open = Uploads.list(tx, bucket.name(), from, inclusive, PAGE);
      if (open.isEmpty()) {
        return open;
      }
      String last = open.getLast().key();
      List<Uploads.Upload> whole = new ArrayList<>(open);
      while (whole.size() >= PAGE) {
        List<Uploads.Upload> rest =
            Uploads.listKey(tx, bucket.name(), last, whole.getLast().id(), PAGE);
        whole.addAll(rest);
        if (rest.size() < PAGE) {
          break;
        }
      }
      return whole;
    }
  }

  private static final String PRINCIPAL = "s3.amazonaws.com";
}

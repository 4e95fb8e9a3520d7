package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.s3.GetBucketLifecycleConfigurationOutput;
import io.tarn.api.s3.Tag;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import io.tarn.store.lifecycle.Candidate;
import io.tarn.store.lifecycle.Days;
import io.tarn.store.lifecycle.Expiry;
import io.tarn.store.lifecycle.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Buckets' rules, and the tasks that carry them out. */
final class Lifecycles {
  /** The task that goes through one bucket; its key is the bucket's name. */
  static final String RUN = "store.lifecycle";

  /** A step that a crash cuts off is begun again, so that it may happen often. */
  private static final int ATTEMPTS = 20;

  private static final Duration BACK_OFF = Duration.ofSeconds(10);

  private final Days days;
  private final ParsedDocuments<Rules> parsed;

  Lifecycles(Days days) {
    this.days = requireNonNull(days, "days is null");
    this.parsed =
        ParsedDocuments.of(
            GetBucketLifecycleConfigurationOutput::builder, kept -> new Rules(kept.build(), days));
  }

  Days days() {
    return days;
  }

  Optional<Rules> rules(BucketRow bucket) {
    return parsed.find(bucket, BucketSetting.LIFECYCLE);
  }

  /** Lets a bucket be gone through at the next midnight. */
  void schedule(Tx tx, String bucket, Instant now, String traceId) {
    tx.schedule(task(bucket, days.nextMidnight(now), traceId, "{}"));
  }

  NewTask task(String bucket, Instant due, String traceId, String body) {
    return new NewTask(RUN, bucket, due, ATTEMPTS, BACK_OFF, traceId, body);
  }

  /**
   * Brings the tasks of all buckets to the midnights of shortened days, which no longer are what
   * they were when the last process ended.
   */
  void reschedule(Ledger ledger, Instant now, String traceId) {
    if (days.isUtc()) {
      return;
    }
    List<String> buckets =
        ledger.read(
            tx ->
                Sql.list(
                    tx,
                    "SELECT bucket FROM store_bucket_setting WHERE kind = ?",
                    row -> row.getString(1),
                    BucketSetting.LIFECYCLE.name()));
    for (int from = 0; from < buckets.size(); from += BATCH) {
      List<String> some = buckets.subList(from, Math.min(buckets.size(), from + BATCH));
      ledger.commit(
          tx -> {
            some.forEach(bucket -> schedule(tx, bucket, now, traceId));
            return some.size();
          });
    }
  }

  private static final int BATCH = 500;

  static Candidate candidate(VersionRow row, Candidate.Place place) {
    Map<String, String> tags = new HashMap<>();
    for (Tag tag : Tags.list(row.tags())) {
      tags.put(tag.key(), tag.value());
    }
    return new Candidate(
        row.key(),
        row.size(),
        tags,
        row.modified(),
        row.marker(),
        row.attributes().storageClassName(),
        place);
  }

  /** The header {@code x-amz-expiration} of a version, where a rule is going to end it. */
  @Nullable String expiration(BucketRow bucket, VersionRow row) {
    if (!row.latest()) {
      return null;
    }
    return rules(bucket)
        .flatMap(rules -> rules.expiry(candidate(row, new Candidate.Current(false))))
        .map(Expiry::header)
        .orElse(null);
  }

  /** When an upload of a key would be aborted. */
  Optional<Expiry> abort(BucketRow bucket, String key, Instant initiated) {
    return rules(bucket).flatMap(rules -> rules.abort(key, initiated));
  }
}

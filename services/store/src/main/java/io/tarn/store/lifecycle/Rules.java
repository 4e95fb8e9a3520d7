package io.tarn.store.lifecycle;

import static java.util.Objects.requireNonNull;

import io.tarn.api.s3.GetBucketLifecycleConfigurationOutput;
import io.tarn.api.s3.LifecycleExpiration;
import io.tarn.api.s3.LifecycleRule;
import io.tarn.api.s3.NoncurrentVersionExpiration;
import io.tarn.api.s3.NoncurrentVersionTransition;
import io.tarn.api.s3.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The enabled rules of a bucket. Where several are for one version, expiring comes before changing
 * its class, and of several classes the one that is due last. Source: S3 User Guide, "Lifecycle
 * configuration elements" and "Examples of S3 Lifecycle configurations".
 */
public final class Rules {
  /** Smaller versions keep their class where no rule says a size of its own. */
  private static final long TRANSITION_MIN = 128 * 1024;

  /** The default for {@code x-amz-transition-default-minimum-object-size}. */
  public static final String ALL_CLASSES = "all_storage_classes_128K";

  public static final String BY_CLASS = "varies_by_storage_class";

  private record Rule(LifecycleRule source, String id, Filter filter) {}

  private final List<Rule> rules = new ArrayList<>();
  private final Days days;
  private final boolean byClass;

  public Rules(GetBucketLifecycleConfigurationOutput kept, Days days) {
    this.days = requireNonNull(days, "days is null");
    this.byClass = BY_CLASS.equals(kept.transitionDefaultMinimumObjectSize());
    List<LifecycleRule> all = kept.rules() == null ? List.of() : kept.rules();
    for (LifecycleRule rule : all) {
      if (rule.status().equals("Enabled")) {
        rules.add(new Rule(rule, rule.id() == null ? "" : rule.id(), Filter.of(rule)));
      }
    }
  }

  /** The prefixes outside of which no rule is for anything. */
  public List<String> prefixes() {
    return rules.stream().map(rule -> rule.filter().prefix()).distinct().toList();
  }

  /** What is due for a version. */
  public Optional<Action> decide(Candidate version, Instant now) {
    Chosen chosen = new Chosen(version.storageClass(), now);
    for (Rule rule : rules) {
      if (!rule.filter().matches(version)) {
        continue;
      }
      boolean expires =
          switch (version.place()) {
            case Candidate.Current place -> {
              transitions(rule, version, chosen);
              yield expires(rule.source().expiration(), version, place, now);
            }
            case Candidate.Noncurrent place -> {
              transitions(rule, version, place, chosen);
              yield expires(rule.source().noncurrentVersionExpiration(), place, now);
            }
          };
      if (expires) {
        return Optional.of(new Action.Expire());
      }
    }
    return version.marker() ? Optional.empty() : chosen.action();
  }

  private boolean expires(
      @Nullable LifecycleExpiration expiration,
      Candidate version,
      Candidate.Current place,
      Instant now) {
    if (expiration == null || (version.marker() && !place.alone())) {
      return false;
    }
    if (version.marker() && Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker())) {
      return true;
    }
    return due(expiration, version).filter(due -> !due.isAfter(now)).isPresent();
  }

  private Optional<Instant> due(LifecycleExpiration expiration, Candidate version) {
    if (expiration.date() != null) {
      return Optional.of(expiration.date());
    }
    return Optional.ofNullable(expiration.days()).map(count -> days.due(version.modified(), count));
  }

  private boolean expires(
      @Nullable NoncurrentVersionExpiration expiration, Candidate.Noncurrent place, Instant now) {
    if (expiration == null || expiration.noncurrentDays() == null) {
      return false;
    }
    Integer keep = expiration.newerNoncurrentVersions();
    return (keep == null || place.newer() >= keep)
        && !days.due(place.since(), expiration.noncurrentDays()).isAfter(now);
  }

  private void transitions(Rule rule, Candidate version, Chosen chosen) {
    List<Transition> transitions = rule.source().transitions();
    if (transitions == null) {
      return;
    }
    for (Transition transition : transitions) {
      String target = requireNonNull(transition.storageClass());
      Integer count = transition.days();
      Instant date = transition.date();
      if (isLargeEnough(rule, version, target)) {
        chosen.offer(
            target, date != null ? date : days.due(version.modified(), count == null ? 0 : count));
      }
    }
  }

  private void transitions(
      Rule rule, Candidate version, Candidate.Noncurrent place, Chosen chosen) {
    List<NoncurrentVersionTransition> transitions = rule.source().noncurrentVersionTransitions();
    if (transitions == null) {
      return;
    }
    for (NoncurrentVersionTransition transition : transitions) {
      String target = requireNonNull(transition.storageClass());
      Integer keep = transition.newerNoncurrentVersions();
      Integer count = transition.noncurrentDays();
      if ((keep == null || place.newer() >= keep) && isLargeEnough(rule, version, target)) {
        chosen.offer(target, days.due(place.since(), count == null ? 0 : count));
      }
    }
  }

  private boolean isLargeEnough(Rule rule, Candidate version, String target) {
    return rule.filter().hasSize()
        || version.size() >= TRANSITION_MIN
        || (byClass && StorageClasses.isArchive(target));
  }

  /** The class that became due last, of those that lie below the present one. */
  private static final class Chosen {
    private final String present;
    private final Instant now;
    private @Nullable String target;
    private Instant due = Instant.MIN;

    Chosen(String present, Instant now) {
      this.present = present;
      this.now = now;
    }

    void offer(String name, Instant from) {
      if (from.isAfter(now) || !StorageClasses.isDown(present, name)) {
        return;
      }
      String best = target;
      boolean later = from.isAfter(due);
      if (best == null || later || (from.equals(due) && StorageClasses.isDown(best, name))) {
        target = name;
        due = from;
      }
    }

    Optional<Action> action() {
      return Optional.ofNullable(target).map(Action.Transition::new);
    }
  }

  /** When a current version is going to expire, if any rule says so. */
  public Optional<Expiry> expiry(Candidate version) {
    Optional<Expiry> first = Optional.empty();
    for (Rule rule : rules) {
      LifecycleExpiration expiration = rule.source().expiration();
      if (expiration == null || version.marker() || !rule.filter().matches(version)) {
        continue;
      }
      Optional<Instant> due = due(expiration, version);
      if (due.isPresent() && (first.isEmpty() || due.get().isBefore(first.get().date()))) {
        first = Optional.of(new Expiry(due.get(), rule.id()));
      }
    }
    return first;
  }

  /** When an upload is going to be aborted, if any rule says so. */
  public Optional<Expiry> abort(String key, Instant initiated) {
    Optional<Expiry> first = Optional.empty();
    for (Rule rule : rules) {
      var abort = rule.source().abortIncompleteMultipartUpload();
      if (abort == null
          || abort.daysAfterInitiation() == null
          || !key.startsWith(rule.filter().prefix())) {
        continue;
      }
      Instant due = days.due(initiated, abort.daysAfterInitiation());
      if (first.isEmpty() || due.isBefore(first.get().date())) {
        first = Optional.of(new Expiry(due, rule.id()));
      }
    }
    return first;
  }
}

package io.tarn.store.lifecycle;

import io.tarn.api.Validation;
import io.tarn.api.s3.AbortIncompleteMultipartUpload;
import io.tarn.api.s3.LifecycleExpiration;
import io.tarn.api.s3.LifecycleRule;
import io.tarn.api.s3.LifecycleRuleAndOperator;
import io.tarn.api.s3.LifecycleRuleFilter;
import io.tarn.api.s3.NoncurrentVersionExpiration;
import io.tarn.api.s3.NoncurrentVersionTransition;
import io.tarn.api.s3.Tag;
import io.tarn.api.s3.Transition;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is no lifecycle configuration. Source: S3 API Reference,
 * PutBucketLifecycleConfiguration; User Guide, "Lifecycle configuration elements".
 */
public final class RuleChecks {
  private static final int RULES_MAX = 1000;
  private static final int ID_MAX = 255;
  private static final int NEWER_MAX = 100;
  private static final int TAG_KEY_MAX = 128;
  private static final int TAG_VALUE_MAX = 256;
  private static final int INFREQUENT_AFTER = 30;
  private static final Set<String> INFREQUENT = Set.of("STANDARD_IA", "ONEZONE_IA");

  private RuleChecks() {}

  /**
   * @throws ServiceError MalformedXML, InvalidArgument or InvalidRequest, all 400
   */
  public static void check(@Nullable List<LifecycleRule> rules) {
    if (rules == null || rules.isEmpty() || rules.size() > RULES_MAX) {
      throw malformed();
    }
    Set<String> ids = new HashSet<>();
    for (LifecycleRule rule : rules) {
      String id = rule.id();
      if (id != null && id.length() > ID_MAX) {
        throw argument("ID length should not exceed allowed limit of " + ID_MAX);
      }
      if (id != null && !id.isEmpty() && !ids.add(id)) {
        throw argument("Rule ID must be unique. Found same ID for more than one rule");
      }
      check(rule);
    }
  }

  @SuppressWarnings("NullAway") // The status is null where a request leaves it out.
  private static boolean hasStatus(LifecycleRule rule) {
    return "Enabled".equals(rule.status()) || "Disabled".equals(rule.status());
  }

  private static void check(LifecycleRule rule) {
    if (!hasStatus(rule) || (rule.prefix() == null) == (rule.filter() == null)) {
      throw malformed();
    }
    if (rule.filter() != null) {
      check(rule.filter());
    }
    List<Transition> transitions = rule.transitions() == null ? List.of() : rule.transitions();
    List<NoncurrentVersionTransition> older =
        rule.noncurrentVersionTransitions() == null
            ? List.of()
            : rule.noncurrentVersionTransitions();
    if (rule.expiration() == null
        && transitions.isEmpty()
        && older.isEmpty()
        && rule.noncurrentVersionExpiration() == null
        && rule.abortIncompleteMultipartUpload() == null) {
      throw request("At least one action needs to be specified in a rule");
    }
    Filter filter = Filter.of(rule);
    if (rule.expiration() != null) {
      check(rule.expiration(), filter);
    }
    checkTransitions(transitions, filter);
    checkOrder(rule.expiration(), transitions, filter);
    if (rule.noncurrentVersionExpiration() != null) {
      check(rule.noncurrentVersionExpiration());
    }
    checkOlder(older, rule.noncurrentVersionExpiration(), filter);
    if (rule.abortIncompleteMultipartUpload() != null) {
      check(rule.abortIncompleteMultipartUpload(), filter);
    }
  }

  private static void check(LifecycleRuleFilter filter) {
    int kinds = 0;
    kinds += filter.prefix() != null ? 1 : 0;
    kinds += filter.tag() != null ? 1 : 0;
    kinds += filter.objectSizeGreaterThan() != null ? 1 : 0;
    kinds += filter.objectSizeLessThan() != null ? 1 : 0;
    kinds += filter.and() != null ? 1 : 0;
    if (kinds > 1) {
      throw malformed();
    }
    if (filter.tag() != null) {
      checkTags(List.of(filter.tag()));
    }
    checkSizes(filter.objectSizeGreaterThan(), filter.objectSizeLessThan());
    LifecycleRuleAndOperator and = filter.and();
    if (and != null) {
      checkTags(and.tags() == null ? List.of() : and.tags());
      checkSizes(and.objectSizeGreaterThan(), and.objectSizeLessThan());
    }
  }

  @SuppressWarnings("NullAway") // Either part of a tag is null where a request leaves it out.
  private static void checkTags(List<Tag> tags) {
    Set<String> keys = new HashSet<>();
    for (Tag tag : tags) {
      if (tag.key() == null || tag.value() == null) {
        throw malformed();
      }
      if (tag.key().isEmpty() || tag.key().length() > TAG_KEY_MAX) {
        throw request("The TagKey you have provided is invalid");
      }
      if (tag.value().length() > TAG_VALUE_MAX) {
        throw request("The TagValue you have provided is invalid");
      }
      if (!keys.add(tag.key())) {
        throw request("Duplicate Tag Keys are not allowed.");
      }
    }
  }

  private static void checkSizes(@Nullable Long above, @Nullable Long below) {
    if ((above != null && above < 0) || (below != null && below < 1)) {
      throw request("Object sizes of a Filter must not be negative");
    }
    if (above != null && below != null && below <= above) {
      throw request("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'");
    }
  }

  private static void check(LifecycleExpiration expiration, Filter filter) {
    int kinds = 0;
    kinds += expiration.days() != null ? 1 : 0;
    kinds += expiration.date() != null ? 1 : 0;
    kinds += expiration.expiredObjectDeleteMarker() != null ? 1 : 0;
    if (kinds != 1) {
      throw malformed();
    }
    if (expiration.days() != null && expiration.days() < 1) {
      throw argument("'Days' for Expiration action must be a positive integer");
    }
    checkMidnight(expiration.date());
    if (expiration.expiredObjectDeleteMarker() != null && !filter.tags().isEmpty()) {
      throw request("ExpiredObjectDeleteMarker cannot be specified with Tags.");
    }
    if (expiration.expiredObjectDeleteMarker() != null && filter.hasSize()) {
      throw request("ExpiredObjectDeleteMarker cannot be specified with object sizes.");
    }
  }

  private static void checkMidnight(@Nullable Instant date) {
    if (date != null && !date.equals(date.truncatedTo(ChronoUnit.DAYS))) {
      throw argument("'Date' must be at midnight GMT");
    }
  }

  private static void checkTransitions(List<Transition> transitions, Filter filter) {
    Set<String> targets = new HashSet<>();
    for (Transition transition : transitions) {
      String target = transition.storageClass();
      if (target == null
          || !StorageClasses.isTarget(target)
          || (transition.days() == null) == (transition.date() == null)) {
        throw malformed();
      }
      if (transition.days() != null && transition.days() < 0) {
        throw argument("'Days' for Transition action must be nonnegative");
      }
      if (transition.days() != null) {
        checkInfrequent("'Days' in Transition", transition.days(), target);
      }
      checkMidnight(transition.date());
      checkOnce(targets, target, "Transition", filter);
    }
  }

  private static void checkInfrequent(String what, int days, String target) {
    if (INFREQUENT.contains(target) && days < INFREQUENT_AFTER) {
      throw argument(
          what
              + " action must be greater than or equal to "
              + INFREQUENT_AFTER
              + " for storageClass '"
              + target
              + "'");
    }
  }

  private static void checkOnce(Set<String> targets, String target, String action, Filter filter) {
    if (!targets.add(target)) {
      throw request(
          "'StorageClass' must be different for '"
              + action
              + "' actions in same 'Rule' with prefix '"
              + filter.prefix()
              + "'");
    }
  }

  /** Dates and days do not mix, and nothing expires before it changes its class. */
  private static void checkOrder(
      @Nullable LifecycleExpiration expiration, List<Transition> transitions, Filter filter) {
    boolean dates = expiration != null && expiration.date() != null;
    boolean days = expiration != null && expiration.days() != null;
    for (Transition transition : transitions) {
      dates |= transition.date() != null;
      days |= transition.days() != null;
    }
    if (dates && days) {
      throw request(
          "Found mixed 'Date' and 'Days' based Transition and Expiration actions in lifecycle rule"
              + " for prefix '"
              + filter.prefix()
              + "'");
    }
    if (expiration == null) {
      return;
    }
    for (Transition transition : transitions) {
      Integer count = transition.days();
      Instant date = transition.date();
      boolean late =
          (count != null && expiration.days() != null && expiration.days() <= count)
              || (date != null && expiration.date() != null && !expiration.date().isAfter(date));
      if (late) {
        String unit = count != null ? "'Days'" : "'Date'";
        throw argument(
            unit
                + " in the Expiration action for prefix '"
                + filter.prefix()
                + "' must be "
                + (count != null ? "greater" : "later")
                + " than "
                + unit
                + " in the Transition action");
      }
    }
  }

  private static void check(NoncurrentVersionExpiration expiration) {
    Integer days = expiration.noncurrentDays();
    if (days == null) {
      throw malformed();
    }
    if (days < 1) {
      throw argument(
          "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
    }
    checkNewer(expiration.newerNoncurrentVersions());
  }

  private static void checkNewer(@Nullable Integer newer) {
    if (newer != null && (newer < 1 || newer > NEWER_MAX)) {
      throw argument("'NewerNoncurrentVersions' must be between 1 and " + NEWER_MAX);
    }
  }

  private static void checkOlder(
      List<NoncurrentVersionTransition> transitions,
      @Nullable NoncurrentVersionExpiration expiration,
      Filter filter) {
    Set<String> targets = new HashSet<>();
    for (NoncurrentVersionTransition transition : transitions) {
      String target = transition.storageClass();
      Integer days = transition.noncurrentDays();
      if (target == null || !StorageClasses.isTarget(target) || days == null) {
        throw malformed();
      }
      if (days < 0) {
        throw argument(
            "'NoncurrentDays' for NoncurrentVersionTransition action must be nonnegative");
      }
      checkInfrequent("'NoncurrentDays' in NoncurrentVersionTransition", days, target);
      checkNewer(transition.newerNoncurrentVersions());
      checkOnce(targets, target, "NoncurrentVersionTransition", filter);
      Integer end = expiration == null ? null : expiration.noncurrentDays();
      if (end != null && end <= days) {
        throw argument(
            "'NoncurrentDays' in the NoncurrentVersionExpiration action for prefix '"
                + filter.prefix()
                + "' must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition"
                + " action");
      }
    }
  }

  private static void check(AbortIncompleteMultipartUpload abort, Filter filter) {
    Integer days = abort.daysAfterInitiation();
    if (days == null) {
      throw malformed();
    }
    if (days < 1) {
      throw argument(
          "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive"
              + " integer");
    }
    if (!filter.tags().isEmpty()) {
      throw request("AbortIncompleteMultipartUpload cannot be specified with Tags.");
    }
    if (filter.hasSize()) {
      throw request("AbortIncompleteMultipartUpload cannot be specified with object sizes.");
    }
  }

  private static ServiceError malformed() {
    return Validation.malformedXml();
  }

  private static ServiceError argument(String message) {
    return new ServiceError("InvalidArgument", 400, message);
  }

  private static ServiceError request(String message) {
    return new ServiceError("InvalidRequest", 400, message);
  }
}

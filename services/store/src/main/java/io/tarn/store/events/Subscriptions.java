package io.tarn.store.events;

import io.tarn.api.Validation;
import io.tarn.api.s3.FilterRule;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What S3 demands of a bucket's notification document. Source: S3 User Guide, "Event notification
 * types and destinations" and "Configuring event notifications using object key name filtering".
 */
public final class Subscriptions {
  private static final int CONFIGURATIONS_MAX = 100;
  private static final int FILTER_BYTES_MAX = 1024;

  private static final Set<String> EVENTS =
      Set.of(
          "s3:ReducedRedundancyLostObject",
          "s3:ObjectCreated:*",
          "s3:ObjectCreated:Put",
          "s3:ObjectCreated:Post",
          "s3:ObjectCreated:Copy",
          "s3:ObjectCreated:CompleteMultipartUpload",
          "s3:ObjectRemoved:*",
          "s3:ObjectRemoved:Delete",
          "s3:ObjectRemoved:DeleteMarkerCreated",
          "s3:ObjectRestore:*",
          "s3:ObjectRestore:Post",
          "s3:ObjectRestore:Completed",
          "s3:ObjectRestore:Delete",
          "s3:Replication:*",
          "s3:Replication:OperationFailedReplication",
          "s3:Replication:OperationNotTracked",
          "s3:Replication:OperationMissedThreshold",
          "s3:Replication:OperationReplicatedAfterThreshold",
          "s3:LifecycleTransition",
          "s3:IntelligentTiering",
          "s3:ObjectAcl:Put",
          "s3:LifecycleExpiration:*",
          "s3:LifecycleExpiration:Delete",
          "s3:LifecycleExpiration:DeleteMarkerCreated",
          "s3:ObjectTagging:*",
          "s3:ObjectTagging:Put",
          "s3:ObjectTagging:Delete");

  private static final Pattern FUNCTION_ARN =
      Pattern.compile("arn:aws:lambda:[a-z0-9-]+:\\d{12}:function:[\\w-]{1,64}(:[\\w$-]{1,128})?");
  private static final Pattern QUEUE_ARN =
      Pattern.compile("arn:aws:sqs:[a-z0-9-]+:\\d{12}:[\\w.-]{1,80}");
  private static final Pattern TOPIC_ARN =
      Pattern.compile("arn:aws:sns:[a-z0-9-]+:\\d{12}:[\\w.-]{1,256}");

  private Subscriptions() {}

  /**
   * @param region the bucket's
   * @throws ServiceError InvalidArgument, in S3's words
   */
  public static void check(NotificationConfiguration document, String region) {
    List<Subscription> all = Subscription.of(document);
    if (all.size() > CONFIGURATIONS_MAX) {
      throw new ServiceError(
          "TooManyConfigurations",
          400,
          "You are attempting to create a new configuration but have already reached the"
              + " 100-configuration limit.");
    }
    Set<String> ids = new HashSet<>();
    for (Subscription each : all) {
      check(each, region);
      if (!each.id().isEmpty() && !ids.add(each.id())) {
        throw invalid(
            "Same ID used for multiple configurations. IDs must be unique", "Id", each.id());
      }
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        checkOverlap(all.get(i), all.get(j));
      }
    }
  }

  private static void check(Subscription subscription, String region) {
    String arn = subscription.arn();
    Pattern form =
        switch (subscription.element()) {
          case Subscription.FUNCTION -> FUNCTION_ARN;
          case Subscription.QUEUE -> QUEUE_ARN;
          default -> TOPIC_ARN;
        };
    if (!form.matcher(arn).matches()) {
      throw invalid(
          arn.startsWith("arn:") ? "The ARN is not well formed" : "The ARN could not be parsed",
          subscription.element(),
          arn);
    }
    if (!arn.split(":", 5)[3].equals(region)) {
      throw invalid(
          "The notification destination service region is not valid for the bucket location"
              + " constraint",
          subscription.element(),
          arn);
    }
    if (subscription.id().length() > 255) {
      throw invalid("The ID must not be longer than 255 characters", "Id", subscription.id());
    }
    if (subscription.events().isEmpty()) {
      throw Validation.malformedXml();
    }
    for (String event : subscription.events()) {
      if (!EVENTS.contains(event)) {
        throw invalid(
            "The event '" + event + "' is not supported for notifications", "Event", event);
      }
    }
    checkFilter(subscription.rules());
  }

  private static void checkFilter(List<FilterRule> rules) {
    Set<String> names = new HashSet<>();
    for (FilterRule rule : rules) {
      String name = String.valueOf(rule.name()).toLowerCase(Locale.ROOT);
      String value = rule.value() == null ? "" : rule.value();
      if (!name.equals("prefix") && !name.equals("suffix")) {
        throw invalid("filter rule name must be either prefix or suffix", "FilterRule.Name", name);
      }
      if (!names.add(name)) {
        throw invalid(
            "Cannot specify more than one " + name + " rule in a filter.", "FilterRule.Name", name);
      }
      if (value.getBytes(StandardCharsets.UTF_8).length > FILTER_BYTES_MAX) {
        throw invalid(
            "Size of filter rule value cannot exceed 1024 bytes", "FilterRule.Value", value);
      }
    }
  }

  /** One change must not fit two configurations of the same kind of event. */
  private static void checkOverlap(Subscription a, Subscription b) {
    boolean sameEvent =
        a.events().stream()
            .anyMatch(
                one ->
                    b.events().stream()
                        .anyMatch(
                            other ->
                                Subscription.covers(one, other)
                                    || Subscription.covers(other, one)));
    boolean samePrefix = a.prefix().startsWith(b.prefix()) || b.prefix().startsWith(a.prefix());
    boolean sameSuffix = a.suffix().endsWith(b.suffix()) || b.suffix().endsWith(a.suffix());
    if (!sameEvent || !samePrefix || !sameSuffix) {
      return;
    }
    boolean filtered = !(a.prefix() + a.suffix() + b.prefix() + b.suffix()).isEmpty();
    throw new ServiceError(
        "InvalidArgument",
        400,
        filtered
            ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules"
                + " if the prefixes are overlapping for the same event type."
            : "Configurations overlap. Configurations on the same bucket cannot share a common"
                + " event type.");
  }

  private static ServiceError invalid(String message, String name, String value) {
    return new ServiceError("InvalidArgument", 400, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }
}

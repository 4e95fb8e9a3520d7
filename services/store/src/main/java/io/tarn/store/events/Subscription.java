package io.tarn.store.events;

import static java.util.Objects.requireNonNull;

import io.tarn.api.s3.FilterRule;
import io.tarn.api.s3.LambdaFunctionConfiguration;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.NotificationConfigurationFilter;
import io.tarn.api.s3.QueueConfiguration;
import io.tarn.api.s3.S3KeyFilter;
import io.tarn.api.s3.TopicConfiguration;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a bucket's notifications, whatever it goes to.
 *
 * @param id empty where the caller has given none
 * @param element what the destination is called in the document
 * @param prefix what keys begin with; empty for any
 */
public record Subscription(
    String id,
    String element,
    String arn,
    List<String> events,
    List<FilterRule> rules,
    String prefix,
    String suffix) {
  static final String FUNCTION = "CloudFunction";
  static final String QUEUE = "Queue";
  static final String TOPIC = "Topic";

  public Subscription {
    requireNonNull(id, "id is null");
    requireNonNull(arn, "arn is null");
    events = List.copyOf(events);
    rules = List.copyOf(rules);
  }

  /** Whether the destination is a function. */
  public boolean isFunction() {
    return element.equals(FUNCTION);
  }

  /** All of a document, in its order: functions, queues, topics. */
  public static List<Subscription> of(NotificationConfiguration document) {
    List<Subscription> all = new ArrayList<>();
    for (LambdaFunctionConfiguration each : orNone(document.lambdaFunctionConfigurations())) {
      all.add(of(each.id(), FUNCTION, each.lambdaFunctionArn(), each.events(), each.filter()));
    }
    for (QueueConfiguration each : orNone(document.queueConfigurations())) {
      all.add(of(each.id(), QUEUE, each.queueArn(), each.events(), each.filter()));
    }
    for (TopicConfiguration each : orNone(document.topicConfigurations())) {
      all.add(of(each.id(), TOPIC, each.topicArn(), each.events(), each.filter()));
    }
    return all;
  }

  private static Subscription of(
      @Nullable String id,
      String element,
      @Nullable String arn,
      @Nullable List<String> events,
      @Nullable NotificationConfigurationFilter filter) {
    S3KeyFilter key = filter == null ? null : filter.key();
    List<FilterRule> rules = key == null ? List.of() : orNone(key.filterRules());
    return new Subscription(
        id == null ? "" : id,
        element,
        arn == null ? "" : arn,
        orNone(events),
        rules,
        value(rules, "prefix"),
        value(rules, "suffix"));
  }

  private static String value(List<FilterRule> rules, String name) {
    for (FilterRule rule : rules) {
      String value = rule.value();
      if (value != null && name.equals(String.valueOf(rule.name()).toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    return "";
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /**
   * @param event without {@code s3:}, for example {@code ObjectCreated:Put}
   * @param key as the object is called
   */
  public boolean matches(String event, String key) {
    return events.stream().anyMatch(pattern -> covers(pattern, "s3:" + event))
        && (key.startsWith(prefix) || key.startsWith(decoded(prefix)))
        && (key.endsWith(suffix) || key.endsWith(decoded(suffix)));
  }

  /** Whether an event's name, or a group of them, lies within another. */
  static boolean covers(String pattern, String event) {
    return pattern.endsWith("*")
        ? event.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(event);
  }

  /** AWS wants special characters of a filter percent-encoded; plain ones mean themselves too. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}

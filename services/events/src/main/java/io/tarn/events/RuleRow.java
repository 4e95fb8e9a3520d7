package io.tarn.events;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rule as it is kept: a pattern, a schedule, or both. */
record RuleRow(
    RuleName name,
    @Nullable String pattern,
    @Nullable String schedule,
    boolean enabled,
    @Nullable String description,
    @Nullable String roleArn,
    Map<String, String> tags) {
  String state() {
    return enabled ? "ENABLED" : "DISABLED";
  }

  RuleRow enabled(boolean now) {
    return new RuleRow(name, pattern, schedule, now, description, roleArn, tags);
  }

  RuleRow tagged(Map<String, String> now) {
    return new RuleRow(name, pattern, schedule, enabled, description, roleArn, now);
  }
}

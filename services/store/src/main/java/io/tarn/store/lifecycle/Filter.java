package io.tarn.store.lifecycle;

import io.tarn.api.s3.LifecycleRule;
import io.tarn.api.s3.LifecycleRuleAndOperator;
import io.tarn.api.s3.LifecycleRuleFilter;
import io.tarn.api.s3.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which versions a rule is for: all that it says holds.
 *
 * @param above only larger ones; null for any size
 * @param below only smaller ones; null for any size
 */
record Filter(String prefix, Map<String, String> tags, @Nullable Long above, @Nullable Long below) {
  Filter {
    tags = Map.copyOf(tags);
  }

  static Filter of(LifecycleRule rule) {
    LifecycleRuleFilter filter = rule.filter();
    if (filter == null) {
      return new Filter(orEmpty(rule.prefix()), Map.of(), null, null);
    }
    LifecycleRuleAndOperator and = filter.and();
    if (and != null) {
      return new Filter(
          orEmpty(and.prefix()),
          map(and.tags() == null ? List.of() : and.tags()),
          and.objectSizeGreaterThan(),
          and.objectSizeLessThan());
    }
    return new Filter(
        orEmpty(filter.prefix()),
        map(filter.tag() == null ? List.of() : List.of(filter.tag())),
        filter.objectSizeGreaterThan(),
        filter.objectSizeLessThan());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Map<String, String> map(List<Tag> tags) {
    Map<String, String> map = new HashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }

  boolean hasSize() {
    return above != null || below != null;
  }

  /** A delete marker has no tags and no size, so that no rule about those is for it. */
  boolean matches(Candidate version) {
    if (!version.key().startsWith(prefix)) {
      return false;
    }
    if (version.marker()) {
      return tags.isEmpty() && !hasSize();
    }
    return (above == null || version.size() > above)
        && (below == null || version.size() < below)
        && version.tags().entrySet().containsAll(tags.entrySet());
  }
}

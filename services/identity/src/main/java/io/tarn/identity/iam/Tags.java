package io.tarn.identity.iam;

import io.tarn.api.iam.Tag;
import io.tarn.identity.access.IdentityError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tags of IAM entities: at most 50, keys unique without regard to case. Source: IAM User Guide,
 * "Tags for IAM resources".
 */
public final class Tags {
  private Tags() {}

  /** Tags as they are given with a new entity. */
  public static Map<String, String> of(@Nullable List<Tag> tags) {
    return merge(Map.of(), tags);
  }

  /** What there is, overlaid with what is given; a key keeps its new spelling. */
  public static Map<String, String> merge(Map<String, String> old, @Nullable List<Tag> given) {
    Map<String, Tag> byKey = new LinkedHashMap<>();
    old.forEach(
        (key, value) ->
            byKey.put(key.toLowerCase(Locale.ROOT), Tag.builder().key(key).value(value).build()));
    Map<String, Tag> fresh = new LinkedHashMap<>();
    for (Tag tag : given == null ? List.<Tag>of() : given) {
      if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw IdentityError.INVALID_INPUT.of(
            "\"aws:\" prefixed tag key names are not allowed for external use.");
      }
      if (fresh.put(tag.key().toLowerCase(Locale.ROOT), tag) != null) {
        throw IdentityError.INVALID_INPUT.of(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
    }
    byKey.putAll(fresh);
    if (byKey.size() > Limits.TAGS) {
      throw IdentityError.LIMIT_EXCEEDED.of("The number of tags has reached the maximum limit.");
    }
    Map<String, String> all = new LinkedHashMap<>();
    byKey.values().forEach(tag -> all.put(tag.key(), tag.value()));
    return all;
  }

  public static Map<String, String> without(Map<String, String> old, List<String> keys) {
    Map<String, String> left = new LinkedHashMap<>(old);
    left.keySet().removeIf(name -> keys.stream().anyMatch(name::equalsIgnoreCase));
    return left;
  }

  public static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /** Null when there are none: AWS leaves an empty list out of its descriptions. */
  public static @Nullable List<Tag> listOrNull(Map<String, String> tags) {
    return tags.isEmpty() ? null : list(tags);
  }
}

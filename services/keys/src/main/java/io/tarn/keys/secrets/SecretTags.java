package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.secretsmanager.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tags of secrets. */
final class SecretTags {
  private SecretTags() {}

  /** What was there with the given tags set. */
  static Map<String, String> merge(
      Map<String, String> present, @Nullable List<Tag> given, int most) {
    Map<String, String> fresh = new TreeMap<>();
    for (Tag tag : given == null ? List.<Tag>of() : given) {
      String key = tag.key() == null ? "" : tag.key();
      if (key.isEmpty() || key.startsWith("aws:")) {
        throw SecretsError.INVALID_PARAMETER.with(
            "Tag keys have at least one character and do not begin with aws: " + key);
      }
      if (fresh.put(key, tag.value() == null ? "" : tag.value()) != null) {
        throw SecretsError.INVALID_PARAMETER.with("Duplicate tag key: " + key);
      }
    }
    Map<String, String> merged = new TreeMap<>(present);
    merged.putAll(fresh);
    if (merged.size() > most) {
      throw SecretsError.LIMIT_EXCEEDED.with("A secret has at most " + most + " tags");
    }
    return merged;
  }

  static List<Tag> shown(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }

  /** The condition keys of tags that a request sets. */
  static Access requested(Access access, @Nullable List<Tag> given) {
    if (given == null || given.isEmpty()) {
      return access;
    }
    Access result = access;
    for (Tag tag : given) {
      if (tag.key() != null && tag.value() != null) {
        result = result.withContext("aws:RequestTag/" + tag.key(), tag.value());
      }
    }
    return result.withContext(
        "aws:TagKeys",
        given.stream().map(Tag::key).filter(key -> key != null).toArray(String[]::new));
  }
}

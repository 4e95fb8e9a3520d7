package io.tarn.workflow;

import io.tarn.api.Access;
import io.tarn.api.stepfunctions.Tag;
import io.tarn.kernel.ServiceError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags of state machines, between AWS's lists and this room's maps. */
final class Tags {
  private Tags() {}

  static Map<String, String> map(@Nullable List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    if (tags != null) {
      for (Tag tag : tags) {
        map.put(tag.key() == null ? "" : tag.key(), tag.value() == null ? "" : tag.value());
      }
    }
    return map;
  }

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  /**
   * @throws ServiceError TooManyTags
   */
  static Map<String, String> require(Map<String, String> tags, String arn) {
    if (tags.size() > Limits.TAGS) {
      throw new ServiceError(
          WorkflowErrors.TOO_MANY_TAGS,
          "Too many tags: " + arn + " would have " + tags.size() + ", at most " + Limits.TAGS);
    }
    return tags;
  }

  /** The access with the condition keys of a request's tags. */
  static Access requested(Access access, @Nullable List<Tag> tags) {
    Map<String, String> map = map(tags);
    Access with = access;
    for (Map.Entry<String, String> tag : map.entrySet()) {
      with = with.withContext("aws:RequestTag/" + tag.getKey(), tag.getValue());
    }
    return map.isEmpty()
        ? with
        : with.withContext("aws:TagKeys", map.keySet().toArray(String[]::new));
  }
}

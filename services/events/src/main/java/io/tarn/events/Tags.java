package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Access;
import io.tarn.api.events.Tag;
import io.tarn.kernel.ServiceError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags, between AWS's lists, this room's maps and the text of a column. */
final class Tags {
  private Tags() {}

  static Map<String, String> map(@Nullable List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    if (tags != null) {
      tags.forEach(tag -> map.put(tag.key(), tag.value()));
    }
    return map;
  }

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  static String write(Map<String, String> tags) {
    ObjectNode json = Json.object();
    tags.forEach(json::put);
    return Json.write(json);
  }

  static Map<String, String> read(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tag : Json.parseOwn(text).properties()) {
      tags.put(tag.getKey(), tag.getValue().asText());
    }
    return tags;
  }

  static Map<String, String> require(Map<String, String> tags) {
    if (tags.size() > Limits.TAGS) {
      throw new ServiceError(
          EventsErrors.VALIDATION,
          "A resource has at most " + Limits.TAGS + " tags, not " + tags.size());
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

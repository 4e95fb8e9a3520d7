package io.tarn.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Access;
import io.tarn.api.kms.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tags of keys, in the ledger as a JSON object. */
final class Tags {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> MAP = new TypeReference<>() {};

  private Tags() {}

  static String write(Map<String, String> tags) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(tags));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Tags cannot be written as JSON", e);
    }
  }

  static Map<String, String> read(String json) {
    try {
      return JSON.readValue(json, MAP);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A key's tags are not JSON", e);
    }
  }

  /** What was there with the given tags set. */
  static Map<String, String> merge(
      Map<String, String> present, @Nullable List<Tag> given, int limit) {
    Map<String, String> merged = new TreeMap<>(present);
    Map<String, String> fresh = new TreeMap<>();
    for (Tag tag : given == null ? List.<Tag>of() : given) {
      if (tag.tagKey().startsWith("aws:")) {
        throw KeysError.TAG.with("Tag keys may not begin with aws: " + tag.tagKey());
      }
      if (fresh.put(tag.tagKey(), tag.tagValue()) != null) {
        throw KeysError.TAG.with("Duplicate tag keys: " + tag.tagKey());
      }
    }
    merged.putAll(fresh);
    if (merged.size() > limit) {
      throw KeysError.LIMIT_EXCEEDED.with("A key has at most " + limit + " tags");
    }
    return merged;
  }

  /** The condition keys of tags that a request sets. */
  static Access requested(Access access, @Nullable List<Tag> given) {
    Access result = access;
    if (given != null && !given.isEmpty()) {
      for (Tag tag : given) {
        result = result.withContext("aws:RequestTag/" + tag.tagKey(), tag.tagValue());
      }
      result =
          result.withContext("aws:TagKeys", given.stream().map(Tag::tagKey).toArray(String[]::new));
    }
    return result;
  }
}

package io.tarn.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** Tags as they stand in a column. */
final class Tags {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> TYPE = new TypeReference<>() {};
  private static final int MAX = 50;

  private Tags() {}

  static String write(Map<String, String> tags) {
    if (tags.size() > MAX) {
      throw LogsError.INVALID.error("A resource has at most " + MAX + " tags");
    }
    try {
      return JSON.writeValueAsString(new TreeMap<>(tags));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Tags cannot be written", e);
    }
  }

  static TreeMap<String, String> read(String text) {
    try {
      return JSON.readValue(text, TYPE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Tags cannot be read: " + text, e);
    }
  }
}

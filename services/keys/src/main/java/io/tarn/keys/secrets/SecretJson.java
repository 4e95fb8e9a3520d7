package io.tarn.keys.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tags and labels in the ledger. */
final class SecretJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> MAP = new TypeReference<>() {};
  private static final TypeReference<List<String>> LIST = new TypeReference<>() {};

  private SecretJson() {}

  static String write(Map<String, String> tags) {
    return text(new TreeMap<>(tags));
  }

  static String write(List<String> stages) {
    return text(stages);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts cannot be written as JSON", e);
    }
  }

  static Map<String, String> readMap(String json) {
    return read(json, MAP);
  }

  static List<String> readList(String json) {
    return read(json, LIST);
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A secret's row is not JSON", e);
    }
  }
}

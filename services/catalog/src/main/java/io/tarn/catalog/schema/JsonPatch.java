package io.tarn.catalog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/** What makes one JSON document of another. Source: RFC 6902. */
final class JsonPatch {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonPatch() {}

  static String between(String from, String to) {
    try {
      return between(JSON.readTree(from), JSON.readTree(to));
    } catch (IOException e) {
      throw new UncheckedIOException("A stored schema is not JSON", e);
    }
  }

  static String between(JsonNode from, JsonNode to) {
    ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    compare("", from, to, patch);
    return patch.toString();
  }

  private static void compare(String path, JsonNode from, JsonNode to, ArrayNode patch) {
    if (from.equals(to)) {
      return;
    }
    if (from instanceof ObjectNode old && to instanceof ObjectNode fresh) {
      Iterator<String> names = old.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        String at = path + "/" + name.replace("~", "~0").replace("/", "~1");
        if (fresh.has(name)) {
          compare(at, old.get(name), fresh.get(name), patch);
        } else {
          patch.addObject().put("op", "remove").put("path", at);
        }
      }
      for (Map.Entry<String, JsonNode> field : fresh.properties()) {
        if (!old.has(field.getKey())) {
          String at = path + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
          patch.addObject().put("op", "add").put("path", at).set("value", field.getValue());
        }
      }
    } else if (from instanceof ArrayNode old && to instanceof ArrayNode fresh) {
      int both = Math.min(old.size(), fresh.size());
      for (int i = 0; i < both; i++) {
        compare(path + "/" + i, old.get(i), fresh.get(i), patch);
      }
      // From the end, so that what is left keeps its places.
      for (int i = old.size() - 1; i >= both; i--) {
        patch.addObject().put("op", "remove").put("path", path + "/" + i);
      }
      for (int i = both; i < fresh.size(); i++) {
        patch.addObject().put("op", "add").put("path", path + "/-").set("value", fresh.get(i));
      }
    } else {
      patch.addObject().put("op", "replace").put("path", path).set("value", to);
    }
  }
}

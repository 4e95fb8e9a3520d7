package io.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/**
 * What a schema is and which may follow which, by Avro's own parser and rules. Source: AWS Glue
 * Developer Guide, "Schema versioning and compatibility"; Apache Avro 1.12, "Schema Resolution".
 */
final class SchemaRules {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEPTH_MAX = 200;

  private SchemaRules() {}

  /** Data formats whose rules nobody has implemented here are refused by name. */
  static void checkFormat(String format) {
    if (!format.equals("AVRO")) {
      throw GlueError.notDone("DataFormat " + format);
    }
  }

  /** Why a definition is no schema; empty when it is one. */
  static Optional<String> problem(String definition) {
    try {
      parse(definition);
      return Optional.empty();
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** The same schema in one writing, whatever its spaces were. */
  static String canonical(String definition) {
    problem(definition)
        .ifPresent(
            why -> {
              throw GlueError.INVALID_INPUT.error(
                  "Schema definition of AVRO data format is invalid: " + why);
            });
    return parse(definition).toString();
  }

  /** Avro's parser follows brackets by recursion: what is nested absurdly is refused before. */
  private static Schema parse(String definition) {
    int depth = 0;
    for (int i = 0; i < definition.length(); i++) {
      char c = definition.charAt(i);
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (depth > DEPTH_MAX) {
        throw new IllegalArgumentException("nested more than " + DEPTH_MAX + " deep");
      }
    }
    return new Schema.Parser().parse(definition);
  }

  /**
   * Why a definition may not follow others; empty when it may.
   *
   * @param older definitions that it follows, the newest last
   */
  static Optional<String> conflict(String mode, String fresh, List<String> older) {
    if (older.isEmpty() || mode.equals("NONE")) {
      return Optional.empty();
    }
    boolean backward = mode.startsWith("BACKWARD") || mode.startsWith("FULL");
    boolean forward = mode.startsWith("FORWARD") || mode.startsWith("FULL");
    Schema written = parse(fresh);
    List<String> compared =
        mode.endsWith("_ALL") ? older : older.subList(older.size() - 1, older.size());
    for (String one : compared) {
      Schema old = parse(one);
      Optional<String> why = backward ? unreadable(written, old) : Optional.empty();
      if (why.isEmpty() && forward) {
        why = unreadable(old, written);
      }
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unreadable(Schema reader, Schema writer) {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (pair.getType() == SchemaCompatibilityType.COMPATIBLE) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (Incompatibility one : pair.getResult().getIncompatibilities()) {
      text.append(text.isEmpty() ? "" : "; ").append(one.getType()).append(" at ");
      text.append(one.getLocation()).append(": ").append(one.getMessage());
    }
    return Optional.of(text.toString());
  }

  /** What makes one definition of the other, as a JSON Patch (RFC 6902). */
  static String difference(String from, String to) {
    ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    try {
      compare("", JSON.readTree(from), JSON.readTree(to), patch);
    } catch (IOException e) {
      throw new UncheckedIOException("A stored schema is not JSON", e);
    }
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

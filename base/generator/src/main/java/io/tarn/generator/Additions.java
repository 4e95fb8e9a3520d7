package io.tarn.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Operations that AWS documents and its models leave out, or give another status than AWS answers
 * with, in the models' own form: {@code additions/<service>.json} beside the folder of models. A
 * shape may take the members of another by {@code membersOf} and replace some.
 */
final class Additions {
  private Additions() {}

  static JsonNode merge(Path models, String service, JsonNode root) throws IOException {
    Path file = models.resolveSibling("additions").resolve(service + ".json");
    if (!Files.exists(file)) {
      return root;
    }
    JsonNode additions = new ObjectMapper().readTree(file.toFile());
    ((ObjectNode) root.path("operations")).setAll((ObjectNode) additions.path("operations"));
    ObjectNode shapes = (ObjectNode) root.path("shapes");
    for (var shape : additions.path("shapes").properties()) {
      if (!shapes.has(shape.getKey())) {
        shapes.set(shape.getKey(), inherit(shapes, (ObjectNode) shape.getValue()));
      }
    }
    return root;
  }

  private static ObjectNode inherit(ObjectNode shapes, ObjectNode shape) {
    if (!shape.has("membersOf")) {
      return shape;
    }
    JsonNode parent = shapes.path(shape.path("membersOf").asText());
    ObjectNode members = parent.path("members").deepCopy();
    members.setAll((ObjectNode) shape.path("members"));
    shape.set("members", members);
    return shape;
  }
}

package io.tarn.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One service's model, reduced to the shapes that the operations in use can reach. */
final class Model {
  private final String service;
  private final JsonNode root;
  private final List<String> used;
  private final List<String> structures;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, String> classNames = new HashMap<>();

  Model(String service, JsonNode root, List<String> used) {
    this.service = service;
    this.root = root;
    this.used = used;
    for (String name : used) {
      if (!root.path("operations").has(name)) {
        throw new IllegalArgumentException(
            "src/main/operations/%s.txt names %s, which the model does not have"
                .formatted(service, name));
      }
      ensure(name, "input", name + "Request");
      ensure(name, "output", name + "Response");
    }
    this.structures = List.copyOf(reachable());
    Set<String> folded = new HashSet<>();
    for (String structure : structures) {
      indexes.put(structure, indexes.size());
      String java = Names.type(structure);
      classNames.put(structure, folded.add(java.toLowerCase(Locale.ROOT)) ? java : java + "Shape");
    }
  }

  String service() {
    return service;
  }

  String prefix() {
    return Names.capital(service);
  }

  JsonNode metadata() {
    return root.path("metadata");
  }

  /** Operations with records, in the order of the list. */
  List<String> used() {
    return used;
  }

  List<String> operations() {
    List<String> names = new ArrayList<>();
    root.path("operations").fieldNames().forEachRemaining(names::add);
    return names;
  }

  JsonNode operation(String name) {
    return root.path("operations").path(name);
  }

  List<String> shapes() {
    List<String> names = new ArrayList<>();
    root.path("shapes").fieldNames().forEachRemaining(names::add);
    return names;
  }

  JsonNode shape(String name) {
    return root.path("shapes").path(name);
  }

  /** The structures that get records, sorted by name. */
  List<String> structures() {
    return structures;
  }

  int index(String structure) {
    Integer index = indexes.get(structure);
    if (index == null) {
      throw new IllegalStateException(structure + " is not reachable in " + service);
    }
    return index;
  }

  String className(String structure) {
    return classNames.getOrDefault(structure, structure);
  }

  /** The name of the shape of an operation's side; every used operation has both. */
  String side(String operation, String side) {
    return operation(operation).path(side).path("shape").asText();
  }

  boolean isDocument(JsonNode shape) {
    return shape.path("document").asBoolean();
  }

  private void ensure(String operation, String side, String name) {
    if (operation(operation).has(side)) {
      return;
    }
    ObjectNode shape = JsonNodeFactory.instance.objectNode().put("type", "structure");
    shape.putObject("members");
    if (!root.path("shapes").has(name)) {
      ((ObjectNode) root.path("shapes")).set(name, shape);
    }
    ((ObjectNode) operation(operation)).putObject(side).put("shape", name);
  }

  private Set<String> reachable() {
    Set<String> found = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    for (String name : used) {
      open.add(side(name, "input"));
      open.add(side(name, "output"));
    }
    while (!open.isEmpty()) {
      String name = open.poll();
      if (!seen.add(name)) {
        continue;
      }
      JsonNode shape = shape(name);
      if (shape.path("type").asText().equals("structure") && !isDocument(shape)) {
        found.add(name);
      }
      shape.path("members").forEach(member -> open.add(member.path("shape").asText()));
      for (String part : List.of("member", "key", "value")) {
        if (shape.has(part)) {
          open.add(shape.path(part).path("shape").asText());
        }
      }
    }
    return found;
  }
}

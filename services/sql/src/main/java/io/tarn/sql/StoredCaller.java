package io.tarn.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who a statement runs as, kept while it waits. */
final class StoredCaller {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredCaller() {}

  static String write(Caller caller, String lake) {
    ObjectNode node = JSON.createObjectNode();
    node.put("lake", lake);
    node.put("account", caller.account());
    switch (caller) {
      case Caller.Root c -> node.put("kind", "root");
      case Caller.User c -> {
        node.put("kind", "user").put("name", c.name()).put("path", c.path());
        node.put("userId", c.userId());
        tags(node, c.tags());
      }
      case Caller.RoleSession c -> {
        node.put("kind", "role").put("name", c.roleName()).put("path", c.rolePath());
        node.put("roleId", c.roleId()).put("session", c.sessionName());
        c.sessionPolicies().forEach(node.putArray("policies")::add);
        tags(node, c.tags());
      }
      case Caller.Federated c -> {
        node.put("kind", "federated").put("session", c.name());
        c.sessionPolicies().forEach(node.putArray("policies")::add);
        c.user().ifPresent(user -> node.put("user", write(user, lake)));
      }
      case Caller.Service c -> node.put("kind", "service").put("principal", c.principal());
      case Caller.Anonymous c -> node.put("kind", "anonymous");
    }
    return node.toString();
  }

  private static void tags(ObjectNode node, Map<String, String> tags) {
    ObjectNode object = node.putObject("tags");
    tags.forEach(object::put);
  }

  /** The lake's account. */
  static String account(String json) {
    try {
      return JSON.readTree(json).path("lake").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored caller cannot be read", e);
    }
  }

  static Caller read(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      String account = node.path("account").asText();
      return switch (node.path("kind").asText()) {
        case "root" -> new Caller.Root(account);
        case "user" ->
            new Caller.User(
                account,
                node.path("name").asText(),
                node.path("path").asText(),
                node.path("userId").asText(),
                tags(node));
        case "role" -> {
          List<String> policies = new ArrayList<>();
          node.path("policies").forEach(policy -> policies.add(policy.asText()));
          yield new Caller.RoleSession(
              account,
              node.path("name").asText(),
              node.path("path").asText(),
              node.path("roleId").asText(),
              node.path("session").asText(),
              policies,
              tags(node));
        }
        case "federated" -> {
          List<String> policies = new ArrayList<>();
          node.path("policies").forEach(policy -> policies.add(policy.asText()));
          Optional<Caller.User> user =
              node.has("user") && read(node.path("user").asText()) instanceof Caller.User found
                  ? Optional.of(found)
                  : Optional.empty();
          yield new Caller.Federated(account, node.path("session").asText(), user, policies);
        }
        case "service" -> new Caller.Service(account, node.path("principal").asText());
        default -> new Caller.Anonymous();
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored caller cannot be read", e);
    }
  }

  private static Map<String, String> tags(JsonNode node) {
    Map<String, String> tags = new HashMap<>();
    node.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    return tags;
  }
}

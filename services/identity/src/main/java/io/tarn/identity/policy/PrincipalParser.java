package io.tarn.identity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Reads a Principal or NotPrincipal element. */
final class PrincipalParser {
  /**
   * An account by a name, as other stores have tenants. It names nobody here; a number with a digit
   * too few or too many is still refused.
   */
  private static final String NAMED_ACCOUNT = "arn:aws:iam::[A-Za-z][A-Za-z0-9_-]*:root";

  private PrincipalParser() {}

  static Principals parse(JsonNode node, boolean negated, PolicyKind kind) {
    Principals.Builder builder = new Principals.Builder();
    if (node.isTextual() && node.textValue().equals("*")) {
      builder.everyone();
      return builder.build(negated);
    }
    if (!node.isObject()) {
      throw new PolicyError(
          kind == PolicyKind.RESOURCE ? "Invalid policy syntax." : "Syntax errors in policy.");
    }
    if (node.isEmpty()) {
      throw new PolicyError("Missing required field Principal cannot be empty!");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      boolean list = entry.getValue().isArray();
      if (list && entry.getValue().isEmpty()) {
        throw new PolicyError("Missing required field Principal cannot be empty!");
      }
      for (JsonNode item : list ? entry.getValue() : List.of(entry.getValue())) {
        String name = item.asText("");
        if (!item.isTextual() || !accept(builder, entry.getKey(), name, kind)) {
          throw new PolicyError(
              kind == PolicyKind.RESOURCE
                  ? "Invalid principal in policy"
                  : "Invalid principal in policy: \"" + entry.getKey() + "\":\"" + name + "\"");
        }
      }
    }
    return builder.build(negated);
  }

  private static boolean accept(
      Principals.Builder builder, String type, String name, PolicyKind kind) {
    switch (type) {
      case "AWS" -> {
        boolean valid =
            name.equals("*")
                || name.matches("[0-9]{12}")
                || (kind == PolicyKind.RESOURCE && name.matches(NAMED_ACCOUNT))
                || name.matches("A[A-Z0-9]{15,127}(:[\\w+=,.@-]+)?")
                || name.matches("arn:aws[a-z-]*:iam::[0-9]{12}:(root|(user|role)/[^*?]+)")
                || name.matches(
                    "arn:aws[a-z-]*:sts::[0-9]{12}:(assumed-role/[^*?/]+|federated-user)/[^*?]+");
        if (valid) {
          builder.aws(name);
        }
        return valid;
      }
      case "Service" -> {
        boolean valid = name.equals("*") || name.matches("[a-z0-9.-]+\\.[a-z0-9.-]+");
        if (valid) {
          builder.service(name);
        }
        return valid;
      }
      case "CanonicalUser" -> {
        builder.canonical(name);
        return !name.isEmpty();
      }
      case "Federated" -> {
        return !name.isEmpty();
      }
      default -> {
        return false;
      }
    }
  }
}

package io.tarn.identity.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and validates one document. Source: IAM User Guide, "Grammar of the IAM JSON policy
 * language"; the words of the errors are those IAM and S3 answer with.
 */
final class PolicyParser {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String TRUST_ACTIONS = "sts:(AssumeRole[\\w*]*|TagSession|Set\\w+|\\*)";

  private static final Set<String> DOCUMENT_FIELDS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_FIELDS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private final PolicyKind kind;
  private Dialect dialect = Dialect.WITHOUT_VARIABLES;

  PolicyParser(PolicyKind kind) {
    this.kind = kind;
  }

  Policy parse(String text) {
    JsonNode root = read(text);
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!DOCUMENT_FIELDS.contains(field.getKey())) {
        throw unknownField(field.getKey());
      }
    }
    if (root.has("Id") && !root.path("Id").isTextual()) {
      throw syntax();
    }
    List<JsonNode> items = statements(root);
    version(root);
    List<Statement.Span> spans = StatementSpans.of(text);
    List<Statement> statements = new ArrayList<>();
    Set<String> sids = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Statement statement = statement(items.get(i), spans.get(i));
      String sid = statement.sid();
      if (sid != null && !sid.isEmpty() && !sids.add(sid)) {
        throw new PolicyError("Statement IDs (SID) in a single policy must be unique.");
      }
      statements.add(statement);
    }
    return new Policy(kind, text, statements);
  }

  private JsonNode read(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      if (root != null && root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException e) {
      throw new PolicyError(
          kind == PolicyKind.RESOURCE
              ? "Policies must be valid JSON and the first byte must be '{'"
              : "Syntax errors in policy.");
    }
    throw new PolicyError(
        kind == PolicyKind.RESOURCE
            ? "Policies must be valid JSON and the first byte must be '{'"
            : "Syntax errors in policy.");
  }

  private List<JsonNode> statements(JsonNode root) {
    JsonNode statement = root.path("Statement");
    List<JsonNode> items = new ArrayList<>();
    if (statement.isObject()) {
      items.add(statement);
    } else if (statement.isArray()) {
      statement.forEach(items::add);
    } else if (kind == PolicyKind.RESOURCE && statement.isMissingNode()) {
      throw new PolicyError("Missing required field Statement");
    }
    if (items.isEmpty()) {
      throw kind == PolicyKind.RESOURCE
          ? new PolicyError("Could not parse the policy: Statement is empty!")
          : syntax();
    }
    for (JsonNode item : items) {
      if (!item.isObject()) {
        throw syntax();
      }
      for (Map.Entry<String, JsonNode> field : item.properties()) {
        if (!STATEMENT_FIELDS.contains(field.getKey())) {
          throw unknownField(field.getKey());
        }
      }
    }
    return items;
  }

  private void version(JsonNode root) {
    JsonNode version = root.path("Version");
    if (version.asText("").equals("2012-10-17")) {
      dialect = Dialect.WITH_VARIABLES;
      return;
    }
    boolean old = version.isMissingNode() || version.asText("").equals("2008-10-17");
    if (!old) {
      throw kind == PolicyKind.RESOURCE
          ? new PolicyError("The policy must contain a valid version string")
          : syntax();
    }
    if (kind == PolicyKind.IDENTITY) {
      throw new PolicyError("Policy document must be version 2012-10-17 or greater.");
    }
  }

  private Statement statement(JsonNode node, Statement.Span span) {
    both(node, "Principal", "NotPrincipal");
    both(node, "Action", "NotAction");
    both(node, "Resource", "NotResource");
    Effect effect = effect(node);
    Principals principals = principals(node);
    boolean notAction = node.has("NotAction");
    List<Pattern> actions = actions(node, notAction ? "NotAction" : "Action");
    boolean notResource = node.has("NotResource");
    List<ArnPattern> resources = resources(node, notResource ? "NotResource" : "Resource");
    return new Statement(
        sid(node),
        effect,
        principals,
        notAction,
        actions,
        notResource,
        resources,
        conditions(node.path("Condition")),
        span,
        texts(node.path(notAction ? "NotAction" : "Action")).stream()
            .map(text -> text.toLowerCase(Locale.ROOT))
            .toList(),
        texts(node.path(notResource ? "NotResource" : "Resource")));
  }

  private void both(JsonNode node, String first, String second) {
    if (node.has(first) && node.has(second)) {
      throw kind == PolicyKind.RESOURCE
          ? new PolicyError("Statement must not contain both " + first + " and " + second)
          : syntax();
    }
  }

  private Effect effect(JsonNode node) {
    JsonNode effect = node.path("Effect");
    return switch (effect.asText("")) {
      case "Allow" -> Effect.ALLOW;
      case "Deny" -> Effect.DENY;
      default -> {
        if (kind == PolicyKind.IDENTITY) {
          throw syntax();
        }
        throw new PolicyError(
            effect.isMissingNode()
                ? "Missing required field Effect"
                : "Invalid effect: " + effect.asText(""));
      }
    };
  }

  private @Nullable String sid(JsonNode node) {
    JsonNode sid = node.path("Sid");
    if (sid.isMissingNode()) {
      return null;
    }
    if (!sid.isTextual()) {
      throw syntax();
    }
    if (kind != PolicyKind.RESOURCE && !sid.textValue().matches("[0-9A-Za-z]*")) {
      throw new PolicyError(
          "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
              + " expression [0-9A-Za-z]*");
    }
    return sid.textValue();
  }

  private @Nullable Principals principals(JsonNode node) {
    boolean negated = node.has("NotPrincipal");
    JsonNode principal = node.path(negated ? "NotPrincipal" : "Principal");
    if (kind == PolicyKind.IDENTITY) {
      if (!principal.isMissingNode()) {
        throw new PolicyError("Policy document should not specify a principal.");
      }
      return null;
    }
    if (principal.isMissingNode()) {
      throw new PolicyError("Missing required field Principal");
    }
    return PrincipalParser.parse(principal, negated, kind);
  }

  private List<Pattern> actions(JsonNode node, String field) {
    List<String> texts = texts(node.path(field));
    if (texts.isEmpty()) {
      throw new PolicyError(
          switch (kind) {
            case IDENTITY -> "Policy statement must contain actions.";
            case TRUST -> "AssumeRole policy must contain actions.";
            case RESOURCE -> "Missing required field Action";
          });
    }
    List<Pattern> patterns = new ArrayList<>();
    for (String text : texts) {
      checkAction(text);
      patterns.add(Pattern.action(text));
    }
    return patterns;
  }

  private void checkAction(String text) {
    if (kind == PolicyKind.TRUST && !text.matches(TRUST_ACTIONS)) {
      throw new PolicyError("AssumeRole policy may only specify STS AssumeRole actions.");
    }
    if (text.equals("*")) {
      return;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new PolicyError(
          kind == PolicyKind.RESOURCE
              ? "Policy has invalid action"
              : "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
    String vendor = text.substring(0, colon);
    if (!vendor.equals("*") && !vendor.matches("[a-zA-Z0-9.-]+")) {
      throw new PolicyError("Vendor " + vendor + " is not valid");
    }
    if (text.indexOf(':', colon + 1) >= 0) {
      throw new PolicyError("Actions/Condition can contain only one colon.");
    }
    if (!text.substring(colon + 1).matches("[a-zA-Z0-9*?_.-]+")) {
      throw kind == PolicyKind.RESOURCE
          ? new PolicyError("Policy has invalid action")
          : new PolicyError("The policy failed legacy parsing");
    }
  }

  private List<ArnPattern> resources(JsonNode node, String field) {
    JsonNode resource = node.path(field);
    if (kind == PolicyKind.TRUST) {
      if (!resource.isMissingNode()) {
        throw new PolicyError("Has prohibited field " + field);
      }
      return List.of();
    }
    List<String> texts = texts(resource);
    if (texts.isEmpty()) {
      throw new PolicyError(
          kind == PolicyKind.IDENTITY
              ? "Policy statement must contain resources."
              : "Missing required field Resource");
    }
    List<ArnPattern> patterns = new ArrayList<>();
    for (String text : texts) {
      checkResource(text);
      patterns.add(ArnPattern.compile(text, dialect));
    }
    return patterns;
  }

  private void checkResource(String text) {
    if (text.equals("*")) {
      return;
    }
    List<String> segments = ArnPattern.split(text);
    if (!segments.get(0).equals("arn") || segments.size() < 2) {
      throw new PolicyError(
          kind == PolicyKind.RESOURCE
              ? "Policy has invalid resource"
              : "Resource " + text + " must be in ARN format or \"*\".");
    }
    String partition = segments.get(1);
    if (!partition.matches("aws[a-z-]*|\\*") && !partition.contains("${")) {
      throw new PolicyError(
          kind == PolicyKind.RESOURCE
              ? "Policy has invalid resource"
              : "Partition \"" + partition + "\" is not valid for resource \"" + text + "\".");
    }
    if (segments.size() < 3) {
      throw new PolicyError("The policy failed legacy parsing");
    }
    boolean iam = segments.get(2).equals("iam") && segments.size() == 6;
    if (iam && !segments.get(3).isEmpty() && !segments.get(3).equals("*")) {
      throw new PolicyError("IAM resource " + text + " cannot contain region information.");
    }
  }

  private List<Condition> conditions(JsonNode node) {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isObject()) {
      throw syntax();
    }
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> type : node.properties()) {
      if (!type.getValue().isObject()) {
        throw syntax();
      }
      Condition.checkType(type.getKey());
      for (Map.Entry<String, JsonNode> key : type.getValue().properties()) {
        if (key.getKey().indexOf(':') <= 0) {
          throw new PolicyError(
              kind == PolicyKind.RESOURCE
                  ? "Policy has an invalid condition key"
                  : "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        List<String> values = scalars(key.getValue());
        conditions.add(Condition.compile(type.getKey(), key.getKey(), values, dialect));
      }
    }
    return conditions;
  }

  private List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.textValue());
    } else if (node.isArray()) {
      for (JsonNode item : node) {
        if (!item.isTextual()) {
          throw syntax();
        }
        texts.add(item.textValue());
      }
    } else if (!node.isMissingNode()) {
      throw syntax();
    }
    return texts;
  }

  /** Condition values may also be numbers and booleans. */
  private List<String> scalars(JsonNode node) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node.isArray() ? node : List.of(node)) {
      if (!item.isValueNode() || item.isNull()) {
        throw syntax();
      }
      texts.add(item.isNumber() ? item.decimalValue().toPlainString() : item.asText());
    }
    return texts;
  }

  private PolicyError syntax() {
    return new PolicyError(
        kind == PolicyKind.RESOURCE ? "Invalid policy syntax." : "Syntax errors in policy.");
  }

  private PolicyError unknownField(String field) {
    return kind == PolicyKind.RESOURCE ? new PolicyError("Unknown field " + field) : syntax();
  }

  /** A parser over the same text, for places. */
  static JsonParser tokens(String text) throws java.io.IOException {
    return MAPPER.getFactory().createParser(text);
  }
}

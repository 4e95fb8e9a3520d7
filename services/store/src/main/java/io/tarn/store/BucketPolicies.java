package io.tarn.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The form a bucket policy must have to be kept. What it means is the Authorizer's. Source: IAM
 * User Guide, "Grammar of the IAM JSON policy language".
 */
final class BucketPolicies {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> MEMBERS =
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
  private static final Set<String> OPERATORS =
      Set.of(
          "StringEquals",
          "StringNotEquals",
          "StringEqualsIgnoreCase",
          "StringNotEqualsIgnoreCase",
          "StringLike",
          "StringNotLike",
          "NumericEquals",
          "NumericNotEquals",
          "NumericLessThan",
          "NumericLessThanEquals",
          "NumericGreaterThan",
          "NumericGreaterThanEquals",
          "DateEquals",
          "DateNotEquals",
          "DateLessThan",
          "DateLessThanEquals",
          "DateGreaterThan",
          "DateGreaterThanEquals",
          "Bool",
          "BinaryEquals",
          "IpAddress",
          "NotIpAddress",
          "ArnEquals",
          "ArnNotEquals",
          "ArnLike",
          "ArnNotLike",
          "Null");

  private BucketPolicies() {}

  /**
   * @throws ServiceError MalformedPolicy, in S3's words
   */
  static void check(String policy, String bucket, Limits limits) {
    if (policy.getBytes(StandardCharsets.UTF_8).length > limits.policyBytes()) {
      throw malformed("The policy is larger than " + limits.policyBytes() + " bytes");
    }
    if (!policy.stripLeading().startsWith("{")) {
      throw malformed("Policies must be valid JSON and the first byte must be '{'");
    }
    JsonNode root;
    try {
      root = JSON.readTree(policy);
    } catch (JsonProcessingException e) {
      throw malformed("This policy contains invalid Json");
    }
    String version = root.path("Version").asText("2008-10-17");
    if (!version.equals("2012-10-17") && !version.equals("2008-10-17")) {
      throw malformed("The policy must contain a valid version string");
    }
    JsonNode statement = root.path("Statement");
    if (statement.isMissingNode() || statement.isEmpty()) {
      throw malformed("Missing required field Statement");
    }
    for (JsonNode each : statement.isArray() ? statement : List.of(statement)) {
      checkStatement(each, bucket);
    }
  }

  private static void checkStatement(JsonNode statement, String bucket) {
    if (!statement.isObject()) {
      throw malformed("Statement must be an object or a list of objects");
    }
    statement
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw malformed("Unknown field " + name);
              }
            });
    String effect = statement.path("Effect").asText("");
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw malformed(
          effect.isEmpty() ? "Missing required field Effect" : "Invalid effect: " + effect);
    }
    if (!statement.has("Principal") && !statement.has("NotPrincipal")) {
      throw malformed("Missing required field Principal");
    }
    checkPrincipal(
        statement.has("Principal") ? statement.get("Principal") : statement.get("NotPrincipal"));
    List<String> actions = texts(statement, "Action", "NotAction");
    for (String action : actions) {
      if (!action.equals("*") && !action.toLowerCase(Locale.ROOT).startsWith("s3:")) {
        throw malformed("Policy has invalid action");
      }
    }
    for (String resource : texts(statement, "Resource", "NotResource")) {
      String start = "arn:aws:s3:::" + bucket;
      boolean inside =
          resource.equals(start)
              || resource.startsWith(start + "/")
              || resource.equals(start + "*");
      if (!inside) {
        throw malformed("Policy has invalid resource");
      }
    }
    checkCondition(statement.path("Condition"));
  }

  private static void checkPrincipal(JsonNode principal) {
    boolean good = principal.isTextual() && principal.asText().equals("*");
    if (principal.isObject() && !principal.isEmpty()) {
      good = true;
      for (Iterator<String> names = principal.fieldNames(); names.hasNext(); ) {
        good &= Set.of("AWS", "Service", "Federated", "CanonicalUser").contains(names.next());
      }
    }
    if (!good) {
      throw malformed("Invalid principal in policy");
    }
  }

  private static void checkCondition(JsonNode condition) {
    if (condition.isMissingNode()) {
      return;
    }
    if (!condition.isObject()) {
      throw malformed("Condition must be an object");
    }
    condition
        .fieldNames()
        .forEachRemaining(
            name -> {
              String operator = name.replaceFirst("^For(AllValues|AnyValue):", "");
              if (operator.endsWith("IfExists")) {
                operator = operator.substring(0, operator.length() - "IfExists".length());
              }
              if (!OPERATORS.contains(operator)) {
                throw malformed("Invalid Condition type : " + name);
              }
              if (!condition.get(name).isObject()) {
                throw malformed("A condition operator must hold condition keys with their values");
              }
            });
  }

  private static List<String> texts(JsonNode statement, String name, String not) {
    if (statement.has(name) == statement.has(not)) {
      throw malformed("Missing required field " + name);
    }
    JsonNode value = statement.has(name) ? statement.get(name) : statement.get(not);
    List<String> texts = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (!each.isTextual()) {
        throw malformed(name + " must be text or a list of texts");
      }
      texts.add(each.asText());
    }
    if (texts.isEmpty()) {
      throw malformed(name + " must not be empty");
    }
    return texts;
  }

  private static ServiceError malformed(String message) {
    return S3Error.MALFORMED_POLICY.with(message);
  }
}

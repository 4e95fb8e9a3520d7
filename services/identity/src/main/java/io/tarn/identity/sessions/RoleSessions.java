package io.tarn.identity.sessions;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.sts.AssumeRoleRequest;
import io.tarn.api.sts.Credentials;
import io.tarn.api.sts.PolicyDescriptorType;
import io.tarn.api.sts.Tag;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.access.RoleTrust;
import io.tarn.identity.access.Session;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.state.Entity;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of AssumeRole's parameters. Source: AWS STS API reference, "AssumeRole"; IAM User
 * Guide, "Pass session tags in AWS STS".
 */
final class RoleSessions {
  private static final int DEFAULT_SECONDS = 3_600;
  private static final int CHAINED_SECONDS = 3_600;

  private RoleSessions() {}

  /** The question whether the caller may; a role that is not trusts nobody. */
  static Access access(String action, AssumeRoleRequest input, @Nullable Entity role) {
    String trust = role == null ? null : role.details().trust();
    Access access =
        Access.of(action, input.roleArn())
            .withResourcePolicy(Optional.of(trust == null ? RoleTrust.NOBODY : trust))
            .withContext("sts:RoleSessionName", input.roleSessionName());
    if (input.externalId() != null) {
      access = access.withContext("sts:ExternalId", input.externalId());
    }
    if (role != null) {
      for (Map.Entry<String, String> tag : role.tags().entrySet()) {
        access =
            access
                .withContext("aws:ResourceTag/" + tag.getKey(), tag.getValue())
                .withContext("iam:ResourceTag/" + tag.getKey(), tag.getValue());
      }
    }
    List<Tag> tags = input.tags() == null ? List.of() : input.tags();
    if (!tags.isEmpty()) {
      access =
          access.withContext("aws:TagKeys", tags.stream().map(Tag::key).toArray(String[]::new));
    }
    for (Tag tag : tags) {
      access = access.withContext("aws:RequestTag/" + tag.key(), tag.value());
    }
    List<String> transitive = input.transitiveTagKeys();
    return transitive == null || transitive.isEmpty()
        ? access
        : access.withContext("sts:TransitiveTagKeys", transitive.toArray(String[]::new));
  }

  static ServiceError denied(AssumeRoleRequest input, Call call) {
    return IdentityError.ACCESS_DENIED.of(
        "User: "
            + call.caller().arn()
            + " is not authorized to perform: sts:AssumeRole on resource: "
            + input.roleArn());
  }

  static int duration(AssumeRoleRequest input, Entity role, Call call) {
    int seconds = input.durationSeconds() == null ? DEFAULT_SECONDS : input.durationSeconds();
    if (call.caller() instanceof Caller.RoleSession && seconds > CHAINED_SECONDS) {
      throw IdentityError.VALIDATION_ERROR.of(
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
              + " role chaining");
    }
    if (seconds > role.details().maxSession()) {
      throw IdentityError.VALIDATION_ERROR.of(
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return seconds;
  }

  /** Documents and ARNs; the engine tells them apart. */
  static List<String> policies(Iam iam, AssumeRoleRequest input) {
    List<String> policies = new ArrayList<>();
    String document = input.policy();
    if (document != null) {
      Iam.parse(document, PolicyKind.IDENTITY);
      policies.add(document);
    }
    List<PolicyDescriptorType> arns = input.policyArns();
    for (PolicyDescriptorType policy : arns == null ? List.<PolicyDescriptorType>of() : arns) {
      String arn = policy.arn();
      if (arn == null || iam.state().findManagedPolicy(arn).isEmpty()) {
        throw IdentityError.VALIDATION_ERROR.of(
            "Policy " + arn + " does not exist or is not attachable.");
      }
      policies.add(arn);
    }
    if (policies.size() > Limits.ATTACHED + 1 || size(policies) > Limits.SESSION_POLICY_SIZE) {
      throw IdentityError.PACKED_POLICY_TOO_LARGE.of(
          "The session policies are larger than "
              + Limits.SESSION_POLICY_SIZE
              + " characters together, or more than "
              + Limits.ATTACHED
              + " managed policies");
    }
    return policies;
  }

  /** The session's tags, and those that come over from the session it is made from. */
  static Map<String, String> tags(AssumeRoleRequest input, Call call) {
    Map<String, String> tags = new HashMap<>();
    if (call.caller() instanceof Caller.RoleSession session) {
      for (String key : session.transitiveTags()) {
        String value = session.tags().get(key);
        if (value != null) {
          tags.put(key, value);
        }
      }
    }
    for (Tag tag : input.tags() == null ? List.<Tag>of() : input.tags()) {
      if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw IdentityError.INVALID_INPUT.of(
            "\"aws:\" prefixed tag key names are not allowed for external use.");
      }
      if (tags.keySet().stream().anyMatch(tag.key()::equalsIgnoreCase)) {
        throw IdentityError.INVALID_INPUT.of(
            "Duplicate tag keys found, or one that a transitive tag has set: " + tag.key());
      }
      tags.put(tag.key(), tag.value());
    }
    return tags;
  }

  static List<String> transitive(AssumeRoleRequest input, Call call) {
    List<String> keys = new ArrayList<>();
    if (call.caller() instanceof Caller.RoleSession session) {
      keys.addAll(session.transitiveTags());
    }
    List<String> given = input.transitiveTagKeys();
    List<Tag> tags = input.tags() == null ? List.of() : input.tags();
    for (String key : given == null ? List.<String>of() : given) {
      if (tags.stream().noneMatch(tag -> tag.key().equals(key))) {
        throw IdentityError.VALIDATION_ERROR.of(
            "The specified transitive tag key must be included in the requested tags: " + key);
      }
      keys.add(key);
    }
    return keys;
  }

  /** How much of the room for session policies and tags is used, in percent. */
  static int packedPercent(List<String> policies, Map<String, String> tags) {
    int size = size(policies);
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      size += tag.getKey().length() + tag.getValue().length();
    }
    return Math.max(1, size * 100 / (2 * Limits.SESSION_POLICY_SIZE));
  }

  static Credentials credentials(SessionTokens.Sealed sealed, Session session, Instant expiration) {
    return Credentials.builder()
        .accessKeyId(sealed.accessKeyId())
        .secretAccessKey(session.secret())
        .sessionToken(sealed.token())
        .expiration(expiration)
        .build();
  }

  private static int size(List<String> texts) {
    return texts.stream().mapToInt(String::length).sum();
  }
}

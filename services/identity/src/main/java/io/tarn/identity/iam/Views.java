package io.tarn.identity.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.api.iam.AttachedPermissionsBoundary;
import io.tarn.api.iam.AttachedPolicy;
import io.tarn.api.iam.Group;
import io.tarn.api.iam.InstanceProfile;
import io.tarn.api.iam.Policy;
import io.tarn.api.iam.PolicyVersion;
import io.tarn.api.iam.Role;
import io.tarn.api.iam.RoleLastUsed;
import io.tarn.api.iam.User;
import io.tarn.identity.access.KeyUses;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.ManagedPolicies.Managed;
import io.tarn.identity.state.Relation;
import io.tarn.identity.state.Tables;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entities as IAM shows them. Listings leave out tags, boundaries and last use, as AWS's do. */
public final class Views {
  private final Iam iam;

  public Views(Iam iam) {
    this.iam = iam;
  }

  /** A policy document as IAM sends it: percent-encoded by RFC 3986. */
  public static String encode(String document) {
    return URLEncoder.encode(document, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  public User user(Entity user) {
    return userInList(user).toBuilder()
        .permissionsBoundary(boundary(user))
        .tags(Tags.listOrNull(user.tags()))
        .build();
  }

  public User userInList(Entity user) {
    return User.builder()
        .path(user.path())
        .userName(user.name())
        .userId(user.id())
        .arn(user.arn(iam.account()))
        .createDate(user.created())
        .build();
  }

  public Group group(Entity group) {
    return Group.builder()
        .path(group.path())
        .groupName(group.name())
        .groupId(group.id())
        .arn(group.arn(iam.account()))
        .createDate(group.created())
        .build();
  }

  public Role role(Entity role) {
    return roleInList(role).toBuilder()
        .permissionsBoundary(boundary(role))
        .tags(Tags.listOrNull(role.tags()))
        .roleLastUsed(lastUsed(role))
        .build();
  }

  public Role roleInList(Entity role) {
    String trust = role.details().trust();
    return Role.builder()
        .path(role.path())
        .roleName(role.name())
        .roleId(role.id())
        .arn(role.arn(iam.account()))
        .createDate(role.created())
        .assumeRolePolicyDocument(trust == null ? null : encode(trust))
        .description(role.details().description())
        .maxSessionDuration(role.details().maxSession())
        .build();
  }

  public RoleLastUsed lastUsed(Entity role) {
    Optional<KeyUses.Use> use = iam.uses().findRole(role.name());
    if (use.isPresent()) {
      return RoleLastUsed.builder().lastUsedDate(use.get().at()).region(use.get().region()).build();
    }
    Long used = role.details().used();
    return RoleLastUsed.builder()
        .lastUsedDate(used == null ? null : Instant.ofEpochMilli(used))
        .region(role.details().usedRegion())
        .build();
  }

  public static @Nullable AttachedPermissionsBoundary boundary(Entity entity) {
    String arn = entity.details().boundary();
    return arn == null
        ? null
        : AttachedPermissionsBoundary.builder()
            .permissionsBoundaryType("Policy")
            .permissionsBoundaryArn(arn)
            .build();
  }

  public InstanceProfile profile(Tables tables, Entity profile) {
    List<Role> roles =
        tables.targets(Relation.PROFILED, profile).stream()
            .flatMap(name -> tables.find(Kind.ROLE, name).stream())
            .map(this::roleInList)
            .toList();
    return InstanceProfile.builder()
        .path(profile.path())
        .instanceProfileName(profile.name())
        .instanceProfileId(profile.id())
        .arn(profile.arn(iam.account()))
        .createDate(profile.created())
        .roles(roles)
        .tags(Tags.listOrNull(profile.tags()))
        .build();
  }

  public Policy policyInList(Tables tables, Entity policy) {
    String arn = policy.arn(iam.account());
    Long updated = policy.details().updated();
    return Policy.builder()
        .policyName(policy.name())
        .policyId(policy.id())
        .arn(arn)
        .path(policy.path())
        .defaultVersionId("v" + policy.details().version())
        .attachmentCount(tables.countOwners(Relation.ATTACHED, arn))
        .permissionsBoundaryUsageCount(tables.countOwners(Relation.BOUNDARY, arn))
        .isAttachable(true)
        .createDate(policy.created())
        .updateDate(updated == null ? policy.created() : Instant.ofEpochMilli(updated))
        .build();
  }

  public Policy policy(Tables tables, Entity policy) {
    return policyInList(tables, policy).toBuilder()
        .description(policy.details().description())
        .tags(Tags.list(policy.tags()))
        .build();
  }

  public Policy managedInList(Tables tables, Managed policy) {
    return Policy.builder()
        .policyName(policy.name())
        .policyId(policy.id())
        .arn(policy.arn())
        .path(policy.path())
        .defaultVersionId("v1")
        .attachmentCount(tables.countOwners(Relation.ATTACHED, policy.arn()))
        .permissionsBoundaryUsageCount(tables.countOwners(Relation.BOUNDARY, policy.arn()))
        .isAttachable(true)
        .createDate(policy.created())
        .updateDate(policy.created())
        .build();
  }

  public Policy managed(Tables tables, Managed policy) {
    return managedInList(tables, policy).toBuilder()
        .description(policy.description())
        .tags(List.of())
        .build();
  }

  /** A version without its document. */
  public static PolicyVersion versionInList(Entity policy, Document version) {
    return PolicyVersion.builder()
        .versionId("v" + version.name())
        .isDefaultVersion(version.name().equals(Integer.toString(policy.details().version())))
        .createDate(version.created())
        .build();
  }

  public static AttachedPolicy attached(String arn) {
    return AttachedPolicy.builder()
        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
        .policyArn(arn)
        .build();
  }
}

package io.tarn.identity.policies;

import io.tarn.api.Structure;
import io.tarn.api.iam.AttachedPolicy;
import io.tarn.api.iam.GroupDetail;
import io.tarn.api.iam.ManagedPolicyDetail;
import io.tarn.api.iam.Policy;
import io.tarn.api.iam.PolicyDetail;
import io.tarn.api.iam.PolicyVersion;
import io.tarn.api.iam.RoleDetail;
import io.tarn.api.iam.UserDetail;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.ManagedPolicies;
import io.tarn.identity.state.ManagedPolicies.Managed;
import io.tarn.identity.state.Relation;
import io.tarn.identity.state.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Entities with everything that decides for them, described one by one as a page needs them. */
final class AuthorizationDetails {
  private final Iam iam;
  private final Tables tables;

  /** Something to describe, and its place in the order. */
  record Item(String position, Supplier<Structure> load) {}

  AuthorizationDetails(Iam iam, Tables tables) {
    this.iam = iam;
    this.tables = tables;
  }

  /**
   * @param wanted User, Role, Group, LocalManagedPolicy, AWSManagedPolicy; none means all
   */
  List<Item> items(List<String> wanted) {
    List<Item> items = new ArrayList<>();
    if (wants(wanted, "User")) {
      add(items, Kind.USER, "1/", this::user);
    }
    if (wants(wanted, "Group")) {
      add(items, Kind.GROUP, "2/", this::group);
    }
    if (wants(wanted, "Role")) {
      add(items, Kind.ROLE, "3/", this::role);
    }
    if (wants(wanted, "LocalManagedPolicy")) {
      add(items, Kind.POLICY, "4/", this::policy);
    }
    if (wants(wanted, "AWSManagedPolicy")) {
      for (Managed policy : ManagedPolicies.all().list()) {
        // AWS shows of its own policies those that are in use.
        if (tables.countOwners(Relation.ATTACHED, policy.arn()) > 0) {
          items.add(new Item("5/" + policy.arn(), () -> managed(policy)));
        }
      }
    }
    items.sort(Comparator.comparing(Item::position));
    return items;
  }

  private static boolean wants(List<String> wanted, String what) {
    return wanted.isEmpty() || wanted.contains(what);
  }

  private void add(
      List<Item> items,
      Kind kind,
      String prefix,
      java.util.function.Function<Entity, Structure> describe) {
    for (Entity entity : tables.list(kind, null, Limits.entities(kind))) {
      items.add(new Item(prefix + entity.key(), () -> describe.apply(entity)));
    }
  }

  private Structure user(Entity user) {
    List<String> groups =
        tables.targets(Relation.MEMBER, user).stream()
            .flatMap(name -> tables.find(Kind.GROUP, name).stream())
            .map(Entity::name)
            .toList();
    return UserDetail.builder()
        .path(user.path())
        .userName(user.name())
        .userId(user.id())
        .arn(user.arn(iam.account()))
        .createDate(user.created())
        .userPolicyList(inline(user))
        .groupList(groups)
        .attachedManagedPolicies(attached(user))
        .permissionsBoundary(Views.boundary(user))
        .tags(Tags.list(user.tags()))
        .build();
  }

  private Structure group(Entity group) {
    return GroupDetail.builder()
        .path(group.path())
        .groupName(group.name())
        .groupId(group.id())
        .arn(group.arn(iam.account()))
        .createDate(group.created())
        .groupPolicyList(inline(group))
        .attachedManagedPolicies(attached(group))
        .build();
  }

  private Structure role(Entity role) {
    String trust = role.details().trust();
    return RoleDetail.builder()
        .path(role.path())
        .roleName(role.name())
        .roleId(role.id())
        .arn(role.arn(iam.account()))
        .createDate(role.created())
        .assumeRolePolicyDocument(trust == null ? null : Views.encode(trust))
        .instanceProfileList(
            tables.owners(Relation.PROFILED, Kind.PROFILE, role.key()).stream()
                .map(profile -> iam.views().profile(tables, profile))
                .toList())
        .rolePolicyList(inline(role))
        .attachedManagedPolicies(attached(role))
        .permissionsBoundary(Views.boundary(role))
        .tags(Tags.list(role.tags()))
        .roleLastUsed(iam.views().lastUsed(role))
        .build();
  }

  private Structure policy(Entity policy) {
    Policy shown = iam.views().policy(tables, policy);
    List<PolicyVersion> versions =
        tables.documents(policy).stream()
            .map(
                version ->
                    Views.versionInList(policy, version).toBuilder()
                        .document(Views.encode(version.text()))
                        .build())
            .toList();
    return detail(shown, versions);
  }

  private Structure managed(Managed policy) {
    PolicyVersion version =
        PolicyVersion.builder()
            .document(Views.encode(policy.document()))
            .versionId("v1")
            .isDefaultVersion(true)
            .createDate(policy.created())
            .build();
    return detail(iam.views().managed(tables, policy), List.of(version));
  }

  private static Structure detail(Policy policy, List<PolicyVersion> versions) {
    return ManagedPolicyDetail.builder()
        .policyName(policy.policyName())
        .policyId(policy.policyId())
        .arn(policy.arn())
        .path(policy.path())
        .defaultVersionId(policy.defaultVersionId())
        .attachmentCount(policy.attachmentCount())
        .permissionsBoundaryUsageCount(policy.permissionsBoundaryUsageCount())
        .isAttachable(policy.isAttachable())
        .description(policy.description())
        .createDate(policy.createDate())
        .updateDate(policy.updateDate())
        .policyVersionList(versions)
        .build();
  }

  private List<PolicyDetail> inline(Entity entity) {
    return tables.documents(entity).stream()
        .map(
            document ->
                PolicyDetail.builder()
                    .policyName(document.name())
                    .policyDocument(Views.encode(document.text()))
                    .build())
        .toList();
  }

  private List<AttachedPolicy> attached(Entity entity) {
    return tables.targets(Relation.ATTACHED, entity).stream().map(Views::attached).toList();
  }
}

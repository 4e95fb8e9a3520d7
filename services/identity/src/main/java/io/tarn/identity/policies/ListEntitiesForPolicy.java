package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListEntitiesForPolicyRequest;
import io.tarn.api.iam.ListEntitiesForPolicyResponse;
import io.tarn.api.iam.PolicyGroup;
import io.tarn.api.iam.PolicyRole;
import io.tarn.api.iam.PolicyUser;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;

/** Lists whom a managed policy is attached to, or limits. */
final class ListEntitiesForPolicy
    implements Operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> {
  private final Iam iam;

  ListEntitiesForPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> model() {
    return IamService.LIST_ENTITIES_FOR_POLICY;
  }

  @Override
  public AccessRule<ListEntitiesForPolicyRequest> access() {
    return iam.onPolicy("iam:ListEntitiesForPolicy", ListEntitiesForPolicyRequest::policyArn);
  }

  @Override
  public ListEntitiesForPolicyResponse apply(ListEntitiesForPolicyRequest input, Call call) {
    String arn = input.policyArn();
    String filter = input.entityFilter() == null ? "" : input.entityFilter();
    Relation relation =
        "PermissionsBoundary".equals(input.policyUsageFilter())
            ? Relation.BOUNDARY
            : Relation.ATTACHED;
    String prefix = input.pathPrefix() == null ? "/" : input.pathPrefix();
    return iam.read(
        tables -> {
          iam.checkAttachable(tables, arn);
          List<Entity> all = new ArrayList<>();
          for (Kind kind : List.of(Kind.GROUP, Kind.ROLE, Kind.USER)) {
            if (filter.isEmpty() || filter.equalsIgnoreCase(kind.word())) {
              all.addAll(tables.owners(relation, kind, arn));
            }
          }
          all.removeIf(entity -> !entity.path().startsWith(prefix));
          Page<Entity> page =
              Paging.of(
                  all,
                  input.maxItems(),
                  input.marker(),
                  entity -> entity.kind().word() + "/" + entity.key(),
                  "ListEntitiesForPolicy",
                  arn,
                  filter,
                  relation,
                  prefix);
          return answer(page);
        });
  }

  private static ListEntitiesForPolicyResponse answer(Page<Entity> page) {
    List<PolicyGroup> groups = new ArrayList<>();
    List<PolicyRole> roles = new ArrayList<>();
    List<PolicyUser> users = new ArrayList<>();
    for (Entity entity : page.items()) {
      switch (entity.kind()) {
        case GROUP ->
            groups.add(PolicyGroup.builder().groupName(entity.name()).groupId(entity.id()).build());
        case ROLE ->
            roles.add(PolicyRole.builder().roleName(entity.name()).roleId(entity.id()).build());
        case USER ->
            users.add(PolicyUser.builder().userName(entity.name()).userId(entity.id()).build());
        case PROFILE, POLICY ->
            throw new IllegalStateException("Holds no policies: " + entity.kind());
      }
    }
    return ListEntitiesForPolicyResponse.builder()
        .policyGroups(groups)
        .policyRoles(roles)
        .policyUsers(users)
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}

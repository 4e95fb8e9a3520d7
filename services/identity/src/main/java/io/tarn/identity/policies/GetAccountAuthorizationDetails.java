package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetAccountAuthorizationDetailsRequest;
import io.tarn.api.iam.GetAccountAuthorizationDetailsResponse;
import io.tarn.api.iam.GroupDetail;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ManagedPolicyDetail;
import io.tarn.api.iam.RoleDetail;
import io.tarn.api.iam.UserDetail;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;

/** Describes all users, groups, roles and managed policies with their permissions. */
final class GetAccountAuthorizationDetails
    implements Operation<
        GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse> {
  private final Iam iam;

  GetAccountAuthorizationDetails(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<
          GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse>
      model() {
    return IamService.GET_ACCOUNT_AUTHORIZATION_DETAILS;
  }

  @Override
  public AccessRule<GetAccountAuthorizationDetailsRequest> access() {
    return AccessRule.any("iam:GetAccountAuthorizationDetails");
  }

  @Override
  public GetAccountAuthorizationDetailsResponse apply(
      GetAccountAuthorizationDetailsRequest input, Call call) {
    List<String> wanted = input.filter() == null ? List.of() : input.filter();
    return iam.read(
        tables -> {
          List<AuthorizationDetails.Item> all = new AuthorizationDetails(iam, tables).items(wanted);
          Page<AuthorizationDetails.Item> page =
              Paging.of(
                  all,
                  input.maxItems(),
                  input.marker(),
                  AuthorizationDetails.Item::position,
                  "GetAccountAuthorizationDetails",
                  wanted);
          List<UserDetail> users = new ArrayList<>();
          List<GroupDetail> groups = new ArrayList<>();
          List<RoleDetail> roles = new ArrayList<>();
          List<ManagedPolicyDetail> policies = new ArrayList<>();
          for (AuthorizationDetails.Item item : page.items()) {
            switch (item.load().get()) {
              case UserDetail user -> users.add(user);
              case GroupDetail group -> groups.add(group);
              case RoleDetail role -> roles.add(role);
              case ManagedPolicyDetail policy -> policies.add(policy);
              default -> throw new IllegalStateException("Not a detail: " + item.position());
            }
          }
          return GetAccountAuthorizationDetailsResponse.builder()
              .userDetailList(users)
              .groupDetailList(groups)
              .roleDetailList(roles)
              .policies(policies)
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}

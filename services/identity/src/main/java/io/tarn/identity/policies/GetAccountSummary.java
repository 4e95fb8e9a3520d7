package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetAccountSummaryRequest;
import io.tarn.api.iam.GetAccountSummaryResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.state.Kind;
import java.util.Map;
import java.util.TreeMap;

/** Counts what the account has, beside its quotas. */
final class GetAccountSummary
    implements Operation<GetAccountSummaryRequest, GetAccountSummaryResponse> {
  private final Iam iam;

  GetAccountSummary(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetAccountSummaryRequest, GetAccountSummaryResponse> model() {
    return IamService.GET_ACCOUNT_SUMMARY;
  }

  @Override
  public AccessRule<GetAccountSummaryRequest> access() {
    return AccessRule.any("iam:GetAccountSummary");
  }

  @Override
  public GetAccountSummaryResponse apply(GetAccountSummaryRequest input, Call call) {
    Map<String, Integer> summary =
        iam.read(
            tables -> {
              Map<String, Integer> counts = new TreeMap<>();
              counts.put("Users", tables.count(Kind.USER));
              counts.put("UsersQuota", Limits.USERS);
              counts.put("Groups", tables.count(Kind.GROUP));
              counts.put("GroupsQuota", Limits.GROUPS);
              counts.put("Roles", tables.count(Kind.ROLE));
              counts.put("RolesQuota", Limits.ROLES);
              counts.put("InstanceProfiles", tables.count(Kind.PROFILE));
              counts.put("InstanceProfilesQuota", Limits.PROFILES);
              counts.put("Policies", tables.count(Kind.POLICY));
              counts.put("PoliciesQuota", Limits.POLICIES);
              counts.put("AccountAccessKeysPresent", tables.keys("").isEmpty() ? 0 : 1);
              return counts;
            });
    summary.put("AccessKeysPerUserQuota", Limits.KEYS_A_USER);
    summary.put("GroupsPerUserQuota", Limits.GROUPS_A_USER);
    summary.put("AttachedPoliciesPerUserQuota", Limits.ATTACHED);
    summary.put("AttachedPoliciesPerGroupQuota", Limits.ATTACHED);
    summary.put("AttachedPoliciesPerRoleQuota", Limits.ATTACHED);
    summary.put("UserPolicySizeQuota", Limits.inlineSize(Kind.USER));
    summary.put("GroupPolicySizeQuota", Limits.inlineSize(Kind.GROUP));
    summary.put("RolePolicySizeQuota", Limits.inlineSize(Kind.ROLE));
    summary.put("AssumeRolePolicySizeQuota", Limits.TRUST_SIZE);
    summary.put("PolicySizeQuota", Limits.MANAGED_SIZE);
    summary.put("VersionsPerPolicyQuota", Limits.VERSIONS);
    summary.put("AccountMFAEnabled", 0);
    summary.put("MFADevices", 0);
    summary.put("MFADevicesInUse", 0);
    return GetAccountSummaryResponse.builder().summaryMap(summary).build();
  }
}

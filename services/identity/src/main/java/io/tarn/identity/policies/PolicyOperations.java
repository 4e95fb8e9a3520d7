package io.tarn.identity.policies;

import io.tarn.api.Operation;
import io.tarn.identity.iam.Iam;
import java.util.List;

/**
 * Managed policies, their versions, simulations, and the account as a whole: all operations of this
 * kind.
 */
public final class PolicyOperations {
  private PolicyOperations() {}

  public static List<Operation<?, ?>> all(Iam iam) {
    return List.of(
        new CreateAccountAlias(iam),
        new CreatePolicy(iam),
        new CreatePolicyVersion(iam),
        new DeleteAccountAlias(iam),
        new DeletePolicy(iam),
        new DeletePolicyVersion(iam),
        new GetAccountAuthorizationDetails(iam),
        new GetAccountSummary(iam),
        new GetContextKeysForCustomPolicy(iam),
        new GetContextKeysForPrincipalPolicy(iam),
        new GetPolicy(iam),
        new GetPolicyVersion(iam),
        new ListAccountAliases(iam),
        new ListEntitiesForPolicy(iam),
        new ListPolicies(iam),
        new ListPolicyTags(iam),
        new ListPolicyVersions(iam),
        new SetDefaultPolicyVersion(iam),
        new SimulateCustomPolicy(iam),
        new SimulatePrincipalPolicy(iam),
        new TagPolicy(iam),
        new UntagPolicy(iam));
  }
}

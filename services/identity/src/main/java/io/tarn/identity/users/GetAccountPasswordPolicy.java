package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetAccountPasswordPolicyRequest;
import io.tarn.api.iam.GetAccountPasswordPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;

/** Describes the rules for console passwords: the lake has no passwords. */
final class GetAccountPasswordPolicy
    implements Operation<GetAccountPasswordPolicyRequest, GetAccountPasswordPolicyResponse> {
  private final Iam iam;

  GetAccountPasswordPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetAccountPasswordPolicyRequest, GetAccountPasswordPolicyResponse> model() {
    return IamService.GET_ACCOUNT_PASSWORD_POLICY;
  }

  @Override
  public AccessRule<GetAccountPasswordPolicyRequest> access() {
    return AccessRule.any("iam:GetAccountPasswordPolicy");
  }

  @Override
  public GetAccountPasswordPolicyResponse apply(GetAccountPasswordPolicyRequest input, Call call) {
    throw IdentityError.NO_SUCH_ENTITY.of(
        "The Password Policy with domain name " + iam.account() + " cannot be found.");
  }
}

package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.SetDefaultPolicyVersionRequest;
import io.tarn.api.iam.SetDefaultPolicyVersionResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;

/** Puts another version in force. */
final class SetDefaultPolicyVersion
    implements Operation<SetDefaultPolicyVersionRequest, SetDefaultPolicyVersionResponse> {
  private final Iam iam;

  SetDefaultPolicyVersion(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<SetDefaultPolicyVersionRequest, SetDefaultPolicyVersionResponse> model() {
    return IamService.SET_DEFAULT_POLICY_VERSION;
  }

  @Override
  public AccessRule<SetDefaultPolicyVersionRequest> access() {
    return iam.onPolicy("iam:SetDefaultPolicyVersion", SetDefaultPolicyVersionRequest::policyArn);
  }

  @Override
  public SetDefaultPolicyVersionResponse apply(SetDefaultPolicyVersionRequest input, Call call) {
    String arn = input.policyArn();
    Iam.refuseManaged(arn);
    iam.commit(
        tables -> {
          Entity policy = iam.loadPolicy(tables, arn);
          Document version = ManagedDocuments.load(tables, policy, arn, input.versionId());
          int number = Integer.parseInt(version.name());
          tables.update(
              policy.with(
                  policy
                      .details()
                      .withVersions(
                          number, policy.details().versions(), call.now().toEpochMilli())));
          return true;
        });
    return SetDefaultPolicyVersionResponse.builder().build();
  }
}

package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetPolicyVersionRequest;
import io.tarn.api.iam.GetPolicyVersionResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PolicyVersion;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.ManagedPolicies;

/** Reads one version of a managed policy. */
final class GetPolicyVersion
    implements Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> {
  private final Iam iam;

  GetPolicyVersion(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetPolicyVersionRequest, GetPolicyVersionResponse> model() {
    return IamService.GET_POLICY_VERSION;
  }

  @Override
  public AccessRule<GetPolicyVersionRequest> access() {
    return iam.onPolicy("iam:GetPolicyVersion", GetPolicyVersionRequest::policyArn);
  }

  @Override
  public GetPolicyVersionResponse apply(GetPolicyVersionRequest input, Call call) {
    String arn = input.policyArn();
    if (ManagedPolicies.isManaged(arn)) {
      ManagedPolicies.Managed policy =
          ManagedPolicies.all()
              .find(arn)
              .filter(found -> input.versionId().equals("v1"))
              .orElseThrow(() -> ManagedDocuments.missing(arn, input.versionId()));
      PolicyVersion version =
          PolicyVersion.builder()
              .document(Views.encode(policy.document()))
              .versionId("v1")
              .isDefaultVersion(true)
              .createDate(policy.created())
              .build();
      return GetPolicyVersionResponse.builder().policyVersion(version).build();
    }
    return iam.read(
        tables -> {
          Entity policy = iam.loadPolicy(tables, arn);
          Document document = ManagedDocuments.load(tables, policy, arn, input.versionId());
          PolicyVersion version =
              Views.versionInList(policy, document).toBuilder()
                  .document(Views.encode(document.text()))
                  .build();
          return GetPolicyVersionResponse.builder().policyVersion(version).build();
        });
  }
}

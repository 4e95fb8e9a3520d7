package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeletePolicyVersionRequest;
import io.tarn.api.iam.DeletePolicyVersionResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;

/** Deletes a version that is not the default. */
final class DeletePolicyVersion
    implements Operation<DeletePolicyVersionRequest, DeletePolicyVersionResponse> {
  private final Iam iam;

  DeletePolicyVersion(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeletePolicyVersionRequest, DeletePolicyVersionResponse> model() {
    return IamService.DELETE_POLICY_VERSION;
  }

  @Override
  public AccessRule<DeletePolicyVersionRequest> access() {
    return iam.onPolicy("iam:DeletePolicyVersion", DeletePolicyVersionRequest::policyArn);
  }

  @Override
  public DeletePolicyVersionResponse apply(DeletePolicyVersionRequest input, Call call) {
    String arn = input.policyArn();
    Iam.refuseManaged(arn);
    iam.commit(
        tables -> {
          Entity policy = iam.loadPolicy(tables, arn);
          Document version = ManagedDocuments.load(tables, policy, arn, input.versionId());
          if (version.name().equals(Integer.toString(policy.details().version()))) {
            throw IdentityError.DELETE_CONFLICT.of(
                "Cannot delete the default version of a policy.");
          }
          tables.deleteDocument(policy, version.name());
          return true;
        });
    return DeletePolicyVersionResponse.builder().build();
  }
}

package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeletePolicyRequest;
import io.tarn.api.iam.DeletePolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Relation;

/** Deletes a managed policy that nothing uses and that has one version. */
final class DeletePolicy implements Operation<DeletePolicyRequest, DeletePolicyResponse> {
  private final Iam iam;

  DeletePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeletePolicyRequest, DeletePolicyResponse> model() {
    return IamService.DELETE_POLICY;
  }

  @Override
  public AccessRule<DeletePolicyRequest> access() {
    return iam.onPolicy("iam:DeletePolicy", DeletePolicyRequest::policyArn);
  }

  @Override
  public DeletePolicyResponse apply(DeletePolicyRequest input, Call call) {
    String arn = input.policyArn();
    Iam.refuseManaged(arn);
    iam.commit(
        tables -> {
          Entity policy = iam.loadPolicy(tables, arn);
          boolean used =
              tables.countOwners(Relation.ATTACHED, arn) > 0
                  || tables.countOwners(Relation.BOUNDARY, arn) > 0;
          if (used) {
            throw IdentityError.DELETE_CONFLICT.of("Cannot delete a policy attached to entities.");
          }
          if (tables.documents(policy).size() > 1) {
            throw IdentityError.DELETE_CONFLICT.of(
                "This policy has more than one version. Before you delete a policy, you must delete"
                    + " the policy's versions. The default version is deleted with the policy.");
          }
          tables
              .documents(policy)
              .forEach(version -> tables.deleteDocument(policy, version.name()));
          tables.delete(policy);
          return true;
        });
    return DeletePolicyResponse.builder().build();
  }
}

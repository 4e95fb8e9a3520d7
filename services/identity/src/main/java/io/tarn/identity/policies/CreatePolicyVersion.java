package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreatePolicyVersionRequest;
import io.tarn.api.iam.CreatePolicyVersionResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PolicyVersion;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;

/** Adds a version to a managed policy; five at most. */
final class CreatePolicyVersion
    implements Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> {
  private final Iam iam;

  CreatePolicyVersion(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreatePolicyVersionRequest, CreatePolicyVersionResponse> model() {
    return IamService.CREATE_POLICY_VERSION;
  }

  @Override
  public AccessRule<CreatePolicyVersionRequest> access() {
    return iam.onPolicy("iam:CreatePolicyVersion", CreatePolicyVersionRequest::policyArn);
  }

  @Override
  public CreatePolicyVersionResponse apply(CreatePolicyVersionRequest input, Call call) {
    Iam.refuseManaged(input.policyArn());
    ManagedDocuments.check(input.policyDocument());
    boolean becomesDefault = Boolean.TRUE.equals(input.setAsDefault());
    PolicyVersion version =
        iam.commit(
            tables -> {
              Entity policy = iam.loadPolicy(tables, input.policyArn());
              if (tables.documents(policy).size() >= Limits.VERSIONS) {
                throw IdentityError.LIMIT_EXCEEDED.of(
                    "A managed policy can have up to "
                        + Limits.VERSIONS
                        + " versions. Before you create a new version, you must delete an existing"
                        + " version.");
              }
              int number = policy.details().versions() + 1;
              Document document =
                  new Document(Integer.toString(number), input.policyDocument(), call.now());
              int theDefault = becomesDefault ? number : policy.details().version();
              Entity changed =
                  policy.with(
                      policy.details().withVersions(theDefault, number, call.now().toEpochMilli()));
              tables.putDocument(policy, document);
              tables.update(changed);
              return Views.versionInList(changed, document);
            });
    return CreatePolicyVersionResponse.builder().policyVersion(version).build();
  }
}

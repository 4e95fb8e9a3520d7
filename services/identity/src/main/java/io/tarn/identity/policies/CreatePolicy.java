package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreatePolicyRequest;
import io.tarn.api.iam.CreatePolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.Policy;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Makes a customer managed policy; the document is its version v1. */
final class CreatePolicy implements Operation<CreatePolicyRequest, CreatePolicyResponse> {
  private final Iam iam;

  CreatePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreatePolicyRequest, CreatePolicyResponse> model() {
    return IamService.CREATE_POLICY;
  }

  @Override
  public AccessRule<CreatePolicyRequest> access() {
    return (input, call) ->
        List.of(
            iam.creation(
                "iam:CreatePolicy",
                Kind.POLICY,
                input.path(),
                input.policyName(),
                input.tags(),
                null));
  }

  @Override
  public CreatePolicyResponse apply(CreatePolicyRequest input, Call call) {
    ManagedDocuments.check(input.policyDocument());
    Details details =
        Details.tagged(Tags.of(input.tags()))
            .withDescription(input.description())
            .withVersions(1, 1, call.now().toEpochMilli());
    String id = Iam.newId(Kind.POLICY, call);
    Policy policy =
        iam.commit(
            tables -> {
              Entity made =
                  iam.create(
                      tables, Kind.POLICY, input.policyName(), input.path(), id, details, call);
              tables.putDocument(made, new Document("1", input.policyDocument(), call.now()));
              return iam.views().policyInList(tables, made);
            });
    return CreatePolicyResponse.builder()
        .policy(policy.toBuilder().tags(Tags.listOrNull(details.tags())).build())
        .build();
  }
}

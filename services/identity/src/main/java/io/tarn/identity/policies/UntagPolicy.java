package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UntagPolicyRequest;
import io.tarn.api.iam.UntagPolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import java.util.List;

/** Takes tags of a customer managed policy away. */
final class UntagPolicy implements Operation<UntagPolicyRequest, UntagPolicyResponse> {
  private final Iam iam;

  UntagPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UntagPolicyRequest, UntagPolicyResponse> model() {
    return IamService.UNTAG_POLICY;
  }

  @Override
  public AccessRule<UntagPolicyRequest> access() {
    return (input, call) ->
        List.of(
            Iam.tagKeys(iam.policyAccess("iam:UntagPolicy", input.policyArn()), input.tagKeys()));
  }

  @Override
  public UntagPolicyResponse apply(UntagPolicyRequest input, Call call) {
    Iam.refuseManaged(input.policyArn());
    iam.commit(
        tables -> {
          Entity policy = iam.loadPolicy(tables, input.policyArn());
          tables.update(
              policy.with(policy.details().withTags(Tags.without(policy.tags(), input.tagKeys()))));
          return true;
        });
    return UntagPolicyResponse.builder().build();
  }
}

package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.TagPolicyRequest;
import io.tarn.api.iam.TagPolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import java.util.List;

/** Adds tags to a customer managed policy. */
final class TagPolicy implements Operation<TagPolicyRequest, TagPolicyResponse> {
  private final Iam iam;

  TagPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<TagPolicyRequest, TagPolicyResponse> model() {
    return IamService.TAG_POLICY;
  }

  @Override
  public AccessRule<TagPolicyRequest> access() {
    return (input, call) ->
        List.of(
            Iam.requestTags(iam.policyAccess("iam:TagPolicy", input.policyArn()), input.tags()));
  }

  @Override
  public TagPolicyResponse apply(TagPolicyRequest input, Call call) {
    Iam.refuseManaged(input.policyArn());
    iam.commit(
        tables -> {
          Entity policy = iam.loadPolicy(tables, input.policyArn());
          tables.update(
              policy.with(policy.details().withTags(Tags.merge(policy.tags(), input.tags()))));
          return true;
        });
    return TagPolicyResponse.builder().build();
  }
}

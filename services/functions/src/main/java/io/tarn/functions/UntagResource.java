package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.UntagResourceRequest;
import io.tarn.api.lambda.UntagResourceResponse;
import java.util.Map;

/** Removes tags of a function. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
  private final Lambda lambda;

  UntagResource(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<UntagResourceRequest, UntagResourceResponse> model() {
    return LambdaService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:UntagResource", input.resource(), call);
  }

  @Override
  public UntagResourceResponse apply(UntagResourceRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.resource(), call).withoutQualifier();
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              Map<String, String> tags = FunctionRows.tags(tx, name.region(), name.name());
              tags.keySet().removeAll(input.tagKeys());
              FunctionRows.setTags(tx, name.region(), name.name(), tags);
              return name;
            });
    return UntagResourceResponse.builder().build();
  }
}

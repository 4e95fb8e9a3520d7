package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.TagResourceRequest;
import io.tarn.api.lambda.TagResourceResponse;
import java.util.Map;

/** Sets tags of a function. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
  private final Lambda lambda;

  TagResource(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<TagResourceRequest, TagResourceResponse> model() {
    return LambdaService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:TagResource", input.resource(), call);
  }

  @Override
  public TagResourceResponse apply(TagResourceRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.resource(), call).withoutQualifier();
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              Map<String, String> tags = FunctionRows.tags(tx, name.region(), name.name());
              tags.putAll(input.tags());
              FunctionRows.setTags(tx, name.region(), name.name(), tags);
              return name;
            });
    return TagResourceResponse.builder().build();
  }
}

package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.ListTagsRequest;
import io.tarn.api.lambda.ListTagsResponse;

/** Lists the tags of a function. */
final class ListTags implements Operation<ListTagsRequest, ListTagsResponse> {
  private final Lambda lambda;

  ListTags(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<ListTagsRequest, ListTagsResponse> model() {
    return LambdaService.LIST_TAGS;
  }

  @Override
  public AccessRule<ListTagsRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:ListTags", input.resource(), call);
  }

  @Override
  public ListTagsResponse apply(ListTagsRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.resource(), call).withoutQualifier();
    return lambda
        .ledger()
        .read(
            tx -> {
              FunctionRows.load(tx, name);
              return ListTagsResponse.builder()
                  .tags(FunctionRows.tags(tx, name.region(), name.name()))
                  .build();
            });
  }
}

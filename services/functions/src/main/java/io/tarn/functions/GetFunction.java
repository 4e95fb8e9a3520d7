package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.Concurrency;
import io.tarn.api.lambda.FunctionCodeLocation;
import io.tarn.api.lambda.GetFunctionRequest;
import io.tarn.api.lambda.GetFunctionResponse;
import io.tarn.api.lambda.LambdaService;
import java.util.Map;

/** Tells everything of a function but its code, which stays in the lake. */
final class GetFunction implements Operation<GetFunctionRequest, GetFunctionResponse> {
  private final Lambda lambda;

  GetFunction(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetFunctionRequest, GetFunctionResponse> model() {
    return LambdaService.GET_FUNCTION;
  }

  @Override
  public AccessRule<GetFunctionRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:GetFunction", input.functionName(), input.qualifier(), call);
  }

  @Override
  public GetFunctionResponse apply(GetFunctionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    return lambda
        .ledger()
        .read(
            tx -> {
              FunctionRow row = FunctionRows.load(tx, name);
              Map<String, String> tags = FunctionRows.tags(tx, name.region(), name.name());
              GetFunctionResponse.Builder answer =
                  GetFunctionResponse.builder()
                      .configuration(row.configuration())
                      .code(FunctionCodeLocation.builder().repositoryType("S3").build());
              if (!tags.isEmpty()) {
                answer.tags(tags);
              }
              FunctionRows.concurrency(tx, name.region(), name.name())
                  .ifPresent(
                      value ->
                          answer.concurrency(
                              Concurrency.builder().reservedConcurrentExecutions(value).build()));
              return answer.build();
            });
  }
}

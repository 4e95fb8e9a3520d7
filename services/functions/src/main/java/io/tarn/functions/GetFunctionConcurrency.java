package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.GetFunctionConcurrencyRequest;
import io.tarn.api.lambda.GetFunctionConcurrencyResponse;
import io.tarn.api.lambda.LambdaService;

/** Tells the bound of {@link PutFunctionConcurrency}. */
final class GetFunctionConcurrency
    implements Operation<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> {
  private final Lambda lambda;

  GetFunctionConcurrency(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> model() {
    return LambdaService.GET_FUNCTION_CONCURRENCY;
  }

  @Override
  public AccessRule<GetFunctionConcurrencyRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:GetFunctionConcurrency", input.functionName(), call);
  }

  @Override
  public GetFunctionConcurrencyResponse apply(GetFunctionConcurrencyRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    return lambda
        .ledger()
        .read(
            tx -> {
              FunctionRows.load(tx, name);
              GetFunctionConcurrencyResponse.Builder answer =
                  GetFunctionConcurrencyResponse.builder();
              FunctionRows.concurrency(tx, name.region(), name.name())
                  .ifPresent(answer::reservedConcurrentExecutions);
              return answer.build();
            });
  }
}

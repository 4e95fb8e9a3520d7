package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.Concurrency;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.PutFunctionConcurrencyRequest;

/** Bounds how many invocations of a function run at once. */
final class PutFunctionConcurrency
    implements Operation<PutFunctionConcurrencyRequest, Concurrency> {
  private final Lambda lambda;

  PutFunctionConcurrency(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<PutFunctionConcurrencyRequest, Concurrency> model() {
    return LambdaService.PUT_FUNCTION_CONCURRENCY;
  }

  @Override
  public AccessRule<PutFunctionConcurrencyRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:PutFunctionConcurrency", input.functionName(), call);
  }

  @Override
  public Concurrency apply(PutFunctionConcurrencyRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              FunctionRows.setConcurrency(
                  tx, name.region(), name.name(), input.reservedConcurrentExecutions());
              return name;
            });
    return Concurrency.builder()
        .reservedConcurrentExecutions(input.reservedConcurrentExecutions())
        .build();
  }
}

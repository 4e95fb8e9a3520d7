package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.DeleteFunctionConcurrencyRequest;
import io.tarn.api.lambda.DeleteFunctionConcurrencyResponse;
import io.tarn.api.lambda.LambdaService;

/** Takes the bound of {@link PutFunctionConcurrency} back. */
final class DeleteFunctionConcurrency
    implements Operation<DeleteFunctionConcurrencyRequest, DeleteFunctionConcurrencyResponse> {
  private final Lambda lambda;

  DeleteFunctionConcurrency(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<DeleteFunctionConcurrencyRequest, DeleteFunctionConcurrencyResponse>
      model() {
    return LambdaService.DELETE_FUNCTION_CONCURRENCY;
  }

  @Override
  public AccessRule<DeleteFunctionConcurrencyRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:DeleteFunctionConcurrency", input.functionName(), call);
  }

  @Override
  public DeleteFunctionConcurrencyResponse apply(
      DeleteFunctionConcurrencyRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              FunctionRows.setConcurrency(tx, name.region(), name.name(), -1);
              return name;
            });
    return DeleteFunctionConcurrencyResponse.builder().build();
  }
}

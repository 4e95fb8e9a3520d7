package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.FunctionEventInvokeConfig;
import io.tarn.api.lambda.GetFunctionEventInvokeConfigRequest;
import io.tarn.api.lambda.LambdaService;

/** Tells retries, age and destinations of asynchronous invocations. */
final class GetFunctionEventInvokeConfig
    implements Operation<GetFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  private final Lambda lambda;

  GetFunctionEventInvokeConfig(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> model() {
    return LambdaService.GET_FUNCTION_EVENT_INVOKE_CONFIG;
  }

  @Override
  public AccessRule<GetFunctionEventInvokeConfigRequest> access() {
    return (input, call) ->
        lambda.onFunction(
            "lambda:GetFunctionEventInvokeConfig", input.functionName(), input.qualifier(), call);
  }

  @Override
  public FunctionEventInvokeConfig apply(GetFunctionEventInvokeConfigRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    return lambda
        .ledger()
        .read(
            tx -> {
              FunctionRows.load(tx, name);
              return FunctionRows.eventConfig(
                      tx, name.region(), name.name(), name.qualifier().orElse(FunctionName.LATEST))
                  .orElseThrow(
                      () ->
                          LambdaError.NOT_FOUND.error(
                              "The function %s doesn't have an EventInvokeConfig"
                                  .formatted(name.qualifiedArn())));
            });
  }
}

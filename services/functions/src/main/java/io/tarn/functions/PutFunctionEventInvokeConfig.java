package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.DestinationConfig;
import io.tarn.api.lambda.FunctionEventInvokeConfig;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.PutFunctionEventInvokeConfigRequest;
import org.jspecify.annotations.Nullable;

/** Sets retries, age and destinations of asynchronous invocations. */
final class PutFunctionEventInvokeConfig
    implements Operation<PutFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> {
  private final Lambda lambda;

  PutFunctionEventInvokeConfig(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<PutFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig> model() {
    return LambdaService.PUT_FUNCTION_EVENT_INVOKE_CONFIG;
  }

  @Override
  public AccessRule<PutFunctionEventInvokeConfigRequest> access() {
    return (input, call) ->
        lambda.onFunction(
            "lambda:PutFunctionEventInvokeConfig", input.functionName(), input.qualifier(), call);
  }

  @Override
  public FunctionEventInvokeConfig apply(PutFunctionEventInvokeConfigRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    DestinationConfig destinations = input.destinationConfig();
    if (destinations != null) {
      check(destinations.onSuccess() == null ? null : destinations.onSuccess().destination());
      check(destinations.onFailure() == null ? null : destinations.onFailure().destination());
    }
    FunctionEventInvokeConfig config =
        FunctionEventInvokeConfig.builder()
            .lastModified(call.now())
            .functionArn(name.withQualifier(qualifier(name)).qualifiedArn())
            .maximumRetryAttempts(input.maximumRetryAttempts())
            .maximumEventAgeInSeconds(input.maximumEventAgeInSeconds())
            .destinationConfig(destinations)
            .build();
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              FunctionRows.putEventConfig(tx, name.region(), name.name(), qualifier(name), config);
              return name;
            });
    return config;
  }

  private static String qualifier(FunctionName name) {
    return name.qualifier().orElse(FunctionName.LATEST);
  }

  private static void check(@Nullable String destination) {
    if (destination != null && !destination.isEmpty() && !Deliveries.isServed(destination)) {
      throw LambdaError.missing("The destination " + destination);
    }
  }
}

package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.GetFunctionConfigurationRequest;
import io.tarn.api.lambda.LambdaService;

/** Tells the settings of one version of a function. */
final class GetFunctionConfiguration
    implements Operation<GetFunctionConfigurationRequest, FunctionConfiguration> {
  private final Lambda lambda;

  GetFunctionConfiguration(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetFunctionConfigurationRequest, FunctionConfiguration> model() {
    return LambdaService.GET_FUNCTION_CONFIGURATION;
  }

  @Override
  public AccessRule<GetFunctionConfigurationRequest> access() {
    return (input, call) ->
        lambda.onFunction(
            "lambda:GetFunctionConfiguration", input.functionName(), input.qualifier(), call);
  }

  @Override
  public FunctionConfiguration apply(GetFunctionConfigurationRequest input, Call call) {

    return lambda
        .load(FunctionName.parse(input.functionName(), input.qualifier(), call))
        .configuration();
  }
}

package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.GetFunctionCodeSigningConfigRequest;
import io.tarn.api.lambda.GetFunctionCodeSigningConfigResponse;
import io.tarn.api.lambda.LambdaService;

/** Tells that a function has no code signing, which is refused when it is set. */
final class GetFunctionCodeSigningConfig
    implements Operation<
        GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse> {
  private final Lambda lambda;

  GetFunctionCodeSigningConfig(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse>
      model() {
    return LambdaService.GET_FUNCTION_CODE_SIGNING_CONFIG;
  }

  @Override
  public AccessRule<GetFunctionCodeSigningConfigRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:GetFunctionCodeSigningConfig", input.functionName(), call);
  }

  @Override
  public GetFunctionCodeSigningConfigResponse apply(
      GetFunctionCodeSigningConfigRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call);
    lambda.load(name.withoutQualifier());
    return GetFunctionCodeSigningConfigResponse.builder().functionName(name.name()).build();
  }
}

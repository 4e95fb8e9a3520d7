package io.tarn.functions;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.GetLayerVersionRequest;
import io.tarn.api.lambda.GetLayerVersionResponse;
import io.tarn.api.lambda.LambdaService;
import java.util.List;

/** Tells of one version of a layer. */
final class GetLayerVersion implements Operation<GetLayerVersionRequest, GetLayerVersionResponse> {
  private final Lambda lambda;

  GetLayerVersion(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetLayerVersionRequest, GetLayerVersionResponse> model() {
    return LambdaService.GET_LAYER_VERSION;
  }

  @Override
  public AccessRule<GetLayerVersionRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "lambda:GetLayerVersion",
                LayerName.parse(input.layerName(), call).arn() + ":" + input.versionNumber()));
  }

  @Override
  public GetLayerVersionResponse apply(GetLayerVersionRequest input, Call call) {

    LayerName name = LayerName.parse(input.layerName(), call);
    return lambda
        .ledger()
        .read(tx -> LayerRows.find(tx, name.region(), name.name(), input.versionNumber()))
        .orElseThrow(LambdaError::noSuchResource)
        .document();
  }
}

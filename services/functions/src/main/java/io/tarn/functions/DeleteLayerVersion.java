package io.tarn.functions;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.DeleteLayerVersionRequest;
import io.tarn.api.lambda.DeleteLayerVersionResponse;
import io.tarn.api.lambda.LambdaService;
import java.util.List;
import java.util.Optional;

/** Removes one version of a layer; functions that have it keep it. */
final class DeleteLayerVersion
    implements Operation<DeleteLayerVersionRequest, DeleteLayerVersionResponse> {
  private final Lambda lambda;

  DeleteLayerVersion(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<DeleteLayerVersionRequest, DeleteLayerVersionResponse> model() {
    return LambdaService.DELETE_LAYER_VERSION;
  }

  @Override
  public AccessRule<DeleteLayerVersionRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "lambda:DeleteLayerVersion",
                LayerName.parse(input.layerName(), call).arn() + ":" + input.versionNumber()));
  }

  @Override
  public DeleteLayerVersionResponse apply(DeleteLayerVersionRequest input, Call call) {

    LayerName name = LayerName.parse(input.layerName(), call);
    lambda
        .ledger()
        .commit(
            tx -> {
              Optional<LayerRows.Layer> layer =
                  LayerRows.find(tx, name.region(), name.name(), input.versionNumber());
              if (layer.isPresent()) {
                LayerRows.delete(tx, name.region(), name.name(), input.versionNumber());
                Lambda.purgeLater(tx, layer.get().code(), call.now(), call.traceId());
              }
              return name;
            });
    return DeleteLayerVersionResponse.builder().build();
  }
}

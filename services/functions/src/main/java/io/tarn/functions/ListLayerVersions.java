package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.ListLayerVersionsRequest;
import io.tarn.api.lambda.ListLayerVersionsResponse;
import java.util.List;

/** Lists the versions of a layer, newest first. */
final class ListLayerVersions
    implements Operation<ListLayerVersionsRequest, ListLayerVersionsResponse> {
  private final Lambda lambda;

  ListLayerVersions(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<ListLayerVersionsRequest, ListLayerVersionsResponse> model() {
    return LambdaService.LIST_LAYER_VERSIONS;
  }

  @Override
  public AccessRule<ListLayerVersionsRequest> access() {
    return (input, call) ->
        List.of(
            Access.of("lambda:ListLayerVersions", LayerName.parse(input.layerName(), call).arn()));
  }

  @Override
  public ListLayerVersionsResponse apply(ListLayerVersionsRequest input, Call call) {

    LayerName name = LayerName.parse(input.layerName(), call);
    String position =
        PageTokens.open(input.marker(), LambdaError.INVALID, "ListLayerVersions", name.arn());
    long below = position == null ? Long.MAX_VALUE : Long.parseLong(position);
    int limit = Math.min(50, requireNonNullElse(input.maxItems(), 50));
    List<LayerRows.Layer> rows =
        lambda
            .ledger()
            .read(tx -> LayerRows.versions(tx, name.region(), name.name(), below, limit + 1));
    List<LayerRows.Layer> page = rows.subList(0, Math.min(limit, rows.size()));
    ListLayerVersionsResponse.Builder answer =
        ListLayerVersionsResponse.builder()
            .layerVersions(
                page.stream()
                    .filter(layer -> LayerName.fits(layer.document(), input.compatibleRuntime()))
                    .map(LayerName::item)
                    .toList());
    if (rows.size() > limit) {
      answer.nextMarker(
          PageTokens.seal(Long.toString(page.getLast().number()), "ListLayerVersions", name.arn()));
    }
    return answer.build();
  }
}

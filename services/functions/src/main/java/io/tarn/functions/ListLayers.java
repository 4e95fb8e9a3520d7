package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.LayersListItem;
import io.tarn.api.lambda.ListLayersRequest;
import io.tarn.api.lambda.ListLayersResponse;
import java.util.List;

/** Lists the layers of a region with their newest versions. */
final class ListLayers implements Operation<ListLayersRequest, ListLayersResponse> {
  private final Lambda lambda;

  ListLayers(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<ListLayersRequest, ListLayersResponse> model() {
    return LambdaService.LIST_LAYERS;
  }

  @Override
  public AccessRule<ListLayersRequest> access() {
    return AccessRule.any("lambda:ListLayers");
  }

  @Override
  public ListLayersResponse apply(ListLayersRequest input, Call call) {

    String after =
        requireNonNullElse(
            PageTokens.open(input.marker(), LambdaError.INVALID, "ListLayers", call.region()), "");
    int limit = Math.min(50, requireNonNullElse(input.maxItems(), 50));
    List<LayerRows.Layer> rows =
        lambda.ledger().read(tx -> LayerRows.newest(tx, call.region(), after, limit + 1));
    List<LayerRows.Layer> page = rows.subList(0, Math.min(limit, rows.size()));
    ListLayersResponse.Builder answer =
        ListLayersResponse.builder()
            .layers(
                page.stream()
                    .filter(layer -> LayerName.fits(layer.document(), input.compatibleRuntime()))
                    .map(
                        layer ->
                            LayersListItem.builder()
                                .layerName(layer.name())
                                .layerArn(layer.document().layerArn())
                                .latestMatchingVersion(LayerName.item(layer))
                                .build())
                    .toList());
    if (rows.size() > limit) {
      answer.nextMarker(PageTokens.seal(page.getLast().name(), "ListLayers", call.region()));
    }
    return answer.build();
  }
}

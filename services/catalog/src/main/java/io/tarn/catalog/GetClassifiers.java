package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.GetClassifiersRequest;
import io.tarn.api.glue.GetClassifiersResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.Page;

/** Lists all classifiers in the order of their names. */
final class GetClassifiers implements Operation<GetClassifiersRequest, GetClassifiersResponse> {
  private final Catalog catalog;

  GetClassifiers(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetClassifiersRequest, GetClassifiersResponse> model() {
    return GlueService.GET_CLASSIFIERS;
  }

  @Override
  public AccessRule<GetClassifiersRequest> access() {
    return AccessRule.any("glue:GetClassifiers");
  }

  @Override
  public GetClassifiersResponse apply(GetClassifiersRequest input, Call call) {
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {"GetClassifiers", call.region()};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Page<Classifier> page =
        catalog.ledger().read(tx -> Classifiers.list(tx, call.region(), after, limit));
    return GetClassifiersResponse.builder()
        .classifiers(page.items())
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }
}

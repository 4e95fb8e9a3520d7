package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.GetClassifierRequest;
import io.tarn.api.glue.GetClassifierResponse;
import io.tarn.api.glue.GlueService;

/** Describes one classifier. */
final class GetClassifier implements Operation<GetClassifierRequest, GetClassifierResponse> {
  private final Catalog catalog;

  GetClassifier(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetClassifierRequest, GetClassifierResponse> model() {
    return GlueService.GET_CLASSIFIER;
  }

  @Override
  public AccessRule<GetClassifierRequest> access() {
    return AccessRule.any("glue:GetClassifier");
  }

  @Override
  public GetClassifierResponse apply(GetClassifierRequest input, Call call) {
    Classifier classifier =
        catalog.ledger().read(tx -> Classifiers.load(tx, call.region(), input.name()));
    return GetClassifierResponse.builder().classifier(classifier).build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateClassifierRequest;
import io.tarn.api.glue.UpdateClassifierResponse;

/** Changes the given settings of a classifier. */
final class UpdateClassifier
    implements Operation<UpdateClassifierRequest, UpdateClassifierResponse> {
  private final Catalog catalog;

  UpdateClassifier(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateClassifierRequest, UpdateClassifierResponse> model() {
    return GlueService.UPDATE_CLASSIFIER;
  }

  @Override
  public AccessRule<UpdateClassifierRequest> access() {
    return AccessRule.any("glue:UpdateClassifier");
  }

  @Override
  public UpdateClassifierResponse apply(UpdateClassifierRequest input, Call call) {
    catalog.ledger().commit(tx -> Classifiers.update(tx, call.region(), input, call.now()));
    return UpdateClassifierResponse.builder().build();
  }
}

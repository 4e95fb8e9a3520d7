package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteClassifierRequest;
import io.tarn.api.glue.DeleteClassifierResponse;
import io.tarn.api.glue.GlueService;

/** Removes a classifier. Crawlers that name it fail by its name at their next crawl. */
final class DeleteClassifier
    implements Operation<DeleteClassifierRequest, DeleteClassifierResponse> {
  private final Catalog catalog;

  DeleteClassifier(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteClassifierRequest, DeleteClassifierResponse> model() {
    return GlueService.DELETE_CLASSIFIER;
  }

  @Override
  public AccessRule<DeleteClassifierRequest> access() {
    return AccessRule.any("glue:DeleteClassifier");
  }

  @Override
  public DeleteClassifierResponse apply(DeleteClassifierRequest input, Call call) {
    catalog.ledger().commit(tx -> Classifiers.delete(tx, call.region(), input.name()));
    return DeleteClassifierResponse.builder().build();
  }
}

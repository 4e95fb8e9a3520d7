package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.CreateClassifierRequest;
import io.tarn.api.glue.CreateClassifierResponse;
import io.tarn.api.glue.GlueService;

/** Makes a classifier: exactly one of the four kinds. */
final class CreateClassifier
    implements Operation<CreateClassifierRequest, CreateClassifierResponse> {
  private final Catalog catalog;

  CreateClassifier(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateClassifierRequest, CreateClassifierResponse> model() {
    return GlueService.CREATE_CLASSIFIER;
  }

  @Override
  public AccessRule<CreateClassifierRequest> access() {
    return AccessRule.any("glue:CreateClassifier");
  }

  @Override
  public CreateClassifierResponse apply(CreateClassifierRequest input, Call call) {
    Classifier classifier = Classifiers.of(input, call.now());
    catalog.ledger().commit(tx -> Classifiers.create(tx, call.region(), classifier));
    return CreateClassifierResponse.builder().build();
  }
}

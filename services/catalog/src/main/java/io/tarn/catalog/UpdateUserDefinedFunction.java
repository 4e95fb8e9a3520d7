package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateUserDefinedFunctionRequest;
import io.tarn.api.glue.UpdateUserDefinedFunctionResponse;

/** Replaces a function; another name moves it. */
final class UpdateUserDefinedFunction
    implements Operation<UpdateUserDefinedFunctionRequest, UpdateUserDefinedFunctionResponse> {
  private final Catalog catalog;

  UpdateUserDefinedFunction(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateUserDefinedFunctionRequest, UpdateUserDefinedFunctionResponse>
      model() {
    return GlueService.UPDATE_USER_DEFINED_FUNCTION;
  }

  @Override
  public AccessRule<UpdateUserDefinedFunctionRequest> access() {
    return (input, call) ->
        CatalogAccess.function(
            "glue:UpdateUserDefinedFunction",
            call.region(),
            call.account(),
            input.databaseName(),
            input.functionName());
  }

  @Override
  public UpdateUserDefinedFunctionResponse apply(
      UpdateUserDefinedFunctionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                FunctionRows.update(
                    tx,
                    Change.of(call),
                    input.databaseName(),
                    input.functionName(),
                    input.functionInput()));
    return UpdateUserDefinedFunctionResponse.builder().build();
  }
}

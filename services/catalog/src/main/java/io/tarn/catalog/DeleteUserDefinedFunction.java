package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteUserDefinedFunctionRequest;
import io.tarn.api.glue.DeleteUserDefinedFunctionResponse;
import io.tarn.api.glue.GlueService;

/** Removes a function. */
final class DeleteUserDefinedFunction
    implements Operation<DeleteUserDefinedFunctionRequest, DeleteUserDefinedFunctionResponse> {
  private final Catalog catalog;

  DeleteUserDefinedFunction(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteUserDefinedFunctionRequest, DeleteUserDefinedFunctionResponse>
      model() {
    return GlueService.DELETE_USER_DEFINED_FUNCTION;
  }

  @Override
  public AccessRule<DeleteUserDefinedFunctionRequest> access() {
    return (input, call) ->
        CatalogAccess.function(
            "glue:DeleteUserDefinedFunction",
            call.region(),
            call.account(),
            input.databaseName(),
            input.functionName());
  }

  @Override
  public DeleteUserDefinedFunctionResponse apply(
      DeleteUserDefinedFunctionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                FunctionRows.delete(tx, call.region(), input.databaseName(), input.functionName()));
    return DeleteUserDefinedFunctionResponse.builder().build();
  }
}

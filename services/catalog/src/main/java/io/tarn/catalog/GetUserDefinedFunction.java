package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetUserDefinedFunctionRequest;
import io.tarn.api.glue.GetUserDefinedFunctionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UserDefinedFunction;

/** Describes one function. */
final class GetUserDefinedFunction
    implements Operation<GetUserDefinedFunctionRequest, GetUserDefinedFunctionResponse> {
  private final Catalog catalog;

  GetUserDefinedFunction(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetUserDefinedFunctionRequest, GetUserDefinedFunctionResponse> model() {
    return GlueService.GET_USER_DEFINED_FUNCTION;
  }

  @Override
  public AccessRule<GetUserDefinedFunctionRequest> access() {
    return (input, call) ->
        CatalogAccess.function(
            "glue:GetUserDefinedFunction",
            call.region(),
            call.account(),
            input.databaseName(),
            input.functionName());
  }

  @Override
  public GetUserDefinedFunctionResponse apply(GetUserDefinedFunctionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    UserDefinedFunction function =
        catalog
            .ledger()
            .read(
                tx ->
                    FunctionRows.load(
                        tx, call.region(), input.databaseName(), input.functionName()));
    return GetUserDefinedFunctionResponse.builder().userDefinedFunction(function).build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateUserDefinedFunctionRequest;
import io.tarn.api.glue.CreateUserDefinedFunctionResponse;
import io.tarn.api.glue.GlueService;

/** Makes a function in a database. */
final class CreateUserDefinedFunction
    implements Operation<CreateUserDefinedFunctionRequest, CreateUserDefinedFunctionResponse> {
  private final Catalog catalog;

  CreateUserDefinedFunction(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateUserDefinedFunctionRequest, CreateUserDefinedFunctionResponse>
      model() {
    return GlueService.CREATE_USER_DEFINED_FUNCTION;
  }

  @Override
  public AccessRule<CreateUserDefinedFunctionRequest> access() {
    return (input, call) ->
        CatalogAccess.function(
            "glue:CreateUserDefinedFunction",
            call.region(),
            call.account(),
            input.databaseName(),
            FunctionRows.nameOf(input.functionInput()));
  }

  @Override
  public CreateUserDefinedFunctionResponse apply(
      CreateUserDefinedFunctionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                FunctionRows.create(
                    tx, Change.of(call), input.databaseName(), input.functionInput()));
    return CreateUserDefinedFunctionResponse.builder().build();
  }
}

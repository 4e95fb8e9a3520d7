package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.DeleteAliasRequest;
import io.tarn.api.lambda.DeleteAliasResponse;
import io.tarn.api.lambda.LambdaService;

/** Removes an alias; one that is not there is no error. */
final class DeleteAlias implements Operation<DeleteAliasRequest, DeleteAliasResponse> {
  private final Lambda lambda;

  DeleteAlias(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<DeleteAliasRequest, DeleteAliasResponse> model() {
    return LambdaService.DELETE_ALIAS;
  }

  @Override
  public AccessRule<DeleteAliasRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:DeleteAlias", input.functionName(), call);
  }

  @Override
  public DeleteAliasResponse apply(DeleteAliasRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              FunctionRows.deleteAlias(tx, name.region(), name.name(), input.name());
              return name;
            });
    return DeleteAliasResponse.builder().build();
  }
}

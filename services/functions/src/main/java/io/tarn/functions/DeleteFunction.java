package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.DeleteFunctionRequest;
import io.tarn.api.lambda.DeleteFunctionResponse;
import io.tarn.api.lambda.LambdaService;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;

/** Removes a function with all its versions, or one version. */
final class DeleteFunction implements Operation<DeleteFunctionRequest, DeleteFunctionResponse> {
  private final Lambda lambda;

  DeleteFunction(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<DeleteFunctionRequest, DeleteFunctionResponse> model() {
    return LambdaService.DELETE_FUNCTION;
  }

  @Override
  public AccessRule<DeleteFunctionRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:DeleteFunction", input.functionName(), input.qualifier(), call);
  }

  @Override
  public DeleteFunctionResponse apply(DeleteFunctionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    if (name.qualifier().isPresent() && !FunctionRows.isNumber(name.qualifier().get())) {
      throw LambdaError.INVALID.error(
          name.qualifier().get().equals(FunctionName.LATEST)
              ? "$LATEST version cannot be deleted without deleting the function."
              : "Deletion of aliases is not currently supported.");
    }
    lambda
        .ledger()
        .commit(
            tx -> {
              if (name.qualifier().isPresent()) {
                deleteVersion(tx, name, call);
              } else {
                deleteAll(tx, name, call);
              }
              return name;
            });
    lambda.pool().retire(name.arn());
    return DeleteFunctionResponse.builder().statusCode(204).build();
  }

  private static void deleteVersion(Tx tx, FunctionName name, Call call) throws SQLException {
    FunctionRow row = FunctionRows.load(tx, name);
    List<String> aliases =
        FunctionRows.aliases(tx, name.region(), name.name(), "", PAGE).stream()
            .filter(alias -> row.version().equals(alias.functionVersion()))
            .map(AliasConfiguration::name)
            .toList();
    if (!aliases.isEmpty()) {
      throw LambdaError.CONFLICT.error(
          "Version %s cannot be deleted: the aliases %s lead to it"
              .formatted(row.version(), aliases));
    }
    FunctionRows.delete(tx, row);
    purge(tx, row, call);
  }

  private static void deleteAll(Tx tx, FunctionName name, Call call) throws SQLException {
    FunctionRows.load(tx, name);
    for (FunctionRow row : FunctionRows.versions(tx, name.region(), name.name(), -1, PAGE)) {
      FunctionRows.delete(tx, row);
      purge(tx, row, call);
    }
    FunctionRows.deleteCommon(tx, name.region(), name.name());
  }

  private static void purge(Tx tx, FunctionRow row, Call call) {
    Lambda.purgeLater(tx, row.code(), call.now(), call.traceId());
    row.layers().forEach(layer -> Lambda.purgeLater(tx, layer, call.now(), call.traceId()));
  }

  /** More versions than a function can have: one commit removes them all. */
  private static final int PAGE = 100_000;
}

package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.RemovePermissionRequest;
import io.tarn.api.lambda.RemovePermissionResponse;

/** Takes a permission back. */
final class RemovePermission
    implements Operation<RemovePermissionRequest, RemovePermissionResponse> {
  private final Lambda lambda;

  RemovePermission(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<RemovePermissionRequest, RemovePermissionResponse> model() {
    return LambdaService.REMOVE_PERMISSION;
  }

  @Override
  public AccessRule<RemovePermissionRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:RemovePermission", input.functionName(), input.qualifier(), call);
  }

  @Override
  public RemovePermissionResponse apply(RemovePermissionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRow row = FunctionRows.load(tx, name);
              Lambda.checkRevision(input.revisionId(), row.configuration().revisionId());
              if (!Permissions.delete(tx, name, input.statementId())) {
                throw LambdaError.NOT_FOUND.error(
                    "Statement %s is not found in resource policy.".formatted(input.statementId()));
              }
              return name;
            });
    return RemovePermissionResponse.builder().build();
  }
}

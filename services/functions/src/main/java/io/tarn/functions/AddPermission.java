package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.AddPermissionRequest;
import io.tarn.api.lambda.AddPermissionResponse;
import io.tarn.api.lambda.LambdaService;

/** Lets a service or an account use a function. */
final class AddPermission implements Operation<AddPermissionRequest, AddPermissionResponse> {
  private final Lambda lambda;

  AddPermission(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<AddPermissionRequest, AddPermissionResponse> model() {
    return LambdaService.ADD_PERMISSION;
  }

  @Override
  public AccessRule<AddPermissionRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:AddPermission", input.functionName(), input.qualifier(), call);
  }

  @Override
  public AddPermissionResponse apply(AddPermissionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    Configurations.refuse("FunctionUrlAuthType", input.functionUrlAuthType());
    Configurations.refuse("InvokedViaFunctionUrl", input.invokedViaFunctionUrl());
    String statement = Permissions.statement(input, name.qualifiedArn());
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRow row = FunctionRows.load(tx, name);
              Lambda.checkRevision(input.revisionId(), row.configuration().revisionId());
              if (!Permissions.insert(tx, name, input.statementId(), statement)) {
                throw LambdaError.CONFLICT.error(
                    "The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement."
                        .formatted(input.statementId()));
              }
              int size = Permissions.policy(tx, name).map(String::length).orElse(0);
              if (size > lambda.limits().policyMax()) {
                throw LambdaError.POLICY_TOO_LONG.error(
                    "The final policy size (%d) is bigger than the limit (%d)."
                        .formatted(size, lambda.limits().policyMax()));
              }
              return name;
            });
    return AddPermissionResponse.builder().statement(statement).build();
  }
}

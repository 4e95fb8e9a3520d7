package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.GetPolicyRequest;
import io.tarn.api.lambda.GetPolicyResponse;
import io.tarn.api.lambda.LambdaService;

/** Tells who may use a function by its own policy. */
final class GetPolicy implements Operation<GetPolicyRequest, GetPolicyResponse> {
  private final Lambda lambda;

  GetPolicy(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetPolicyRequest, GetPolicyResponse> model() {
    return LambdaService.GET_POLICY;
  }

  @Override
  public AccessRule<GetPolicyRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:GetPolicy", input.functionName(), input.qualifier(), call);
  }

  @Override
  public GetPolicyResponse apply(GetPolicyRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    return lambda
        .ledger()
        .read(
            tx -> {
              FunctionRow row = FunctionRows.load(tx, name);
              String policy = Permissions.policy(tx, name).orElseThrow(LambdaError::noSuchResource);
              return GetPolicyResponse.builder()
                  .policy(policy)
                  .revisionId(row.configuration().revisionId())
                  .build();
            });
  }
}

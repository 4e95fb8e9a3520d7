package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.GetAliasRequest;
import io.tarn.api.lambda.LambdaService;

/** Tells where an alias leads. */
final class GetAlias implements Operation<GetAliasRequest, AliasConfiguration> {
  private final Lambda lambda;

  GetAlias(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetAliasRequest, AliasConfiguration> model() {
    return LambdaService.GET_ALIAS;
  }

  @Override
  public AccessRule<GetAliasRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:GetAlias", input.functionName(), call);
  }

  @Override
  public AliasConfiguration apply(GetAliasRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    return lambda.ledger().read(tx -> Aliases.load(tx, name, input.name()));
  }
}

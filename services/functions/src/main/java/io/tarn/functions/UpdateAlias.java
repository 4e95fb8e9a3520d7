package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.UpdateAliasRequest;

/** Leads an alias to another version. */
final class UpdateAlias implements Operation<UpdateAliasRequest, AliasConfiguration> {
  private final Lambda lambda;

  UpdateAlias(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<UpdateAliasRequest, AliasConfiguration> model() {
    return LambdaService.UPDATE_ALIAS;
  }

  @Override
  public AccessRule<UpdateAliasRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:UpdateAlias", input.functionName(), call);
  }

  @Override
  public AliasConfiguration apply(UpdateAliasRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    Aliases.checkRouting(input.routingConfig());
    String revision = call.ids().uuid();
    return lambda
        .ledger()
        .commit(
            tx -> {
              AliasConfiguration old = Aliases.load(tx, name, input.name());
              Lambda.checkRevision(input.revisionId(), old.revisionId());
              AliasConfiguration.Builder fresh = old.toBuilder().revisionId(revision);
              if (input.functionVersion() != null) {
                FunctionRows.load(tx, name.withQualifier(input.functionVersion()));
                fresh.functionVersion(input.functionVersion());
              }
              if (input.description() != null) {
                fresh.description(input.description());
              }
              AliasConfiguration alias = fresh.build();
              FunctionRows.putAlias(tx, name.region(), name.name(), alias);
              return alias;
            });
  }
}

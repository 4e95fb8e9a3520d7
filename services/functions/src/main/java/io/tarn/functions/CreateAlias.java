package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.CreateAliasRequest;
import io.tarn.api.lambda.LambdaService;

/** Gives a version a name. */
final class CreateAlias implements Operation<CreateAliasRequest, AliasConfiguration> {
  private final Lambda lambda;

  CreateAlias(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<CreateAliasRequest, AliasConfiguration> model() {
    return LambdaService.CREATE_ALIAS;
  }

  @Override
  public AccessRule<CreateAliasRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:CreateAlias", input.functionName(), call);
  }

  @Override
  public AliasConfiguration apply(CreateAliasRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    Aliases.checkRouting(input.routingConfig());
    AliasConfiguration alias =
        AliasConfiguration.builder()
            .aliasArn(name.arn() + ":" + input.name())
            .name(input.name())
            .functionVersion(input.functionVersion())
            .description(requireNonNullElse(input.description(), ""))
            .revisionId(call.ids().uuid())
            .build();
    return lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name.withQualifier(input.functionVersion()));
              if (FunctionRows.findAlias(tx, name.region(), name.name(), input.name())
                  .isPresent()) {
                throw LambdaError.CONFLICT.error("Alias already exists: " + alias.aliasArn());
              }
              FunctionRows.putAlias(tx, name.region(), name.name(), alias);
              return alias;
            });
  }
}

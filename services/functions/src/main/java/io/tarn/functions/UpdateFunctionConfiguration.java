package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.UpdateFunctionConfigurationRequest;
import java.util.List;

/** Changes the settings of a function; what is not given stays. */
final class UpdateFunctionConfiguration
    implements Operation<UpdateFunctionConfigurationRequest, FunctionConfiguration> {
  private final Lambda lambda;

  UpdateFunctionConfiguration(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<UpdateFunctionConfigurationRequest, FunctionConfiguration> model() {
    return LambdaService.UPDATE_FUNCTION_CONFIGURATION;
  }

  @Override
  public AccessRule<UpdateFunctionConfigurationRequest> access() {
    return (input, call) ->
        lambda.passing(
            "lambda:UpdateFunctionConfiguration",
            FunctionName.parse(input.functionName(), call),
            input.role(),
            input.layers());
  }

  @Override
  public FunctionConfiguration apply(UpdateFunctionConfigurationRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    refuse(input);
    Configurations.checkLayers(input.layers(), lambda.limits());
    lambda.load(name);
    if (input.role() != null) {
      lambda.checkRole(input.role(), name);
    }
    String revision = call.ids().uuid();
    FunctionConfiguration answer =
        lambda
            .ledger()
            .commit(
                tx -> {
                  FunctionRow old = FunctionRows.load(tx, name);
                  Lambda.checkRevision(input.revisionId(), old.configuration().revisionId());
                  FunctionConfiguration.Builder fresh = old.configuration().toBuilder();
                  change(fresh, input, name);
                  List<String> packages = old.layers();
                  if (input.layers() != null) {
                    List<LayerRows.Layer> layers = Lambda.layers(tx, call.region(), input.layers());
                    fresh.layers(layers.isEmpty() ? null : Configurations.layers(layers));
                    packages = layers.stream().map(LayerRows.Layer::code).toList();
                  }
                  fresh.lastModified(Configurations.modified(call.now())).revisionId(revision);
                  FunctionRow row =
                      new FunctionRow(
                          old.region(), old.name(), 0, old.code(), packages, fresh.build());
                  FunctionRows.update(tx, row);
                  return row.configuration();
                });
    lambda.pool().retire(name.arn());
    lambda.startAhead(name);
    return answer;
  }

  private void change(
      FunctionConfiguration.Builder fresh,
      UpdateFunctionConfigurationRequest input,
      FunctionName name) {
    if (input.role() != null) {
      fresh.role(input.role());
    }
    if (input.handler() != null) {
      fresh.handler(input.handler());
    }
    if (input.runtime() != null) {
      fresh.runtime(input.runtime());
    }
    if (input.description() != null) {
      fresh.description(input.description());
    }
    if (input.timeout() != null) {
      fresh.timeout(Configurations.timeout(input.timeout(), lambda.limits()));
    }
    if (input.memorySize() != null) {
      fresh.memorySize(input.memorySize());
    }
    if (input.environment() != null) {
      fresh.environment(Configurations.environment(input.environment(), lambda.limits()));
    }
    if (input.ephemeralStorage() != null) {
      fresh.ephemeralStorage(input.ephemeralStorage());
    }
    if (input.loggingConfig() != null) {
      fresh.loggingConfig(Configurations.logging(input.loggingConfig(), name.name()));
    }
  }

  private static void refuse(UpdateFunctionConfigurationRequest input) {
    Configurations.refuse("ImageConfig", input.imageConfig());
    Configurations.refuse("CapacityProviderConfig", input.capacityProviderConfig());
    Configurations.refuse("DurableConfig", input.durableConfig());
    Configurations.refuse(
        input.vpcConfig(),
        input.deadLetterConfig(),
        input.kmsKeyArn(),
        input.tracingConfig(),
        input.snapStart(),
        input.fileSystemConfigs());
  }
}

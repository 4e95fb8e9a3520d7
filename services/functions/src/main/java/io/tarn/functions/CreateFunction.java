package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.CreateFunctionRequest;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.LambdaService;
import java.util.List;
import java.util.Map;

/** Makes a function out of a package. */
final class CreateFunction implements Operation<CreateFunctionRequest, FunctionConfiguration> {
  private final Lambda lambda;

  CreateFunction(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<CreateFunctionRequest, FunctionConfiguration> model() {
    return LambdaService.CREATE_FUNCTION;
  }

  @Override
  public AccessRule<CreateFunctionRequest> access() {
    return (input, call) ->
        lambda.passing(
            "lambda:CreateFunction",
            FunctionName.parse(input.functionName(), call),
            input.role(),
            input.layers());
  }

  @Override
  public FunctionConfiguration apply(CreateFunctionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    Configurations.checkName(name.name(), lambda.limits());
    refuse(input);
    Configurations.checkLayers(input.layers(), lambda.limits());
    FunctionConfiguration.Builder configuration = configuration(input, name);
    lambda.checkRole(input.role(), name);
    Packages.Saved saved =
        Packages.save(
            lambda,
            call,
            input.code().zipFile(),
            input.code().s3Bucket(),
            input.code().s3Key(),
            input.code().s3ObjectVersion());
    configuration
        .codeSize(saved.size())
        .codeSha256(saved.sha256())
        .functionArn(name.arn())
        .lastModified(Configurations.modified(call.now()))
        .revisionId(call.ids().uuid());
    String published = call.ids().uuid();
    FunctionConfiguration answer =
        lambda
            .ledger()
            .commit(
                tx -> {
                  List<LayerRows.Layer> layers = Lambda.layers(tx, call.region(), input.layers());
                  if (!layers.isEmpty()) {
                    configuration.layers(Configurations.layers(layers));
                  }
                  FunctionRow row =
                      new FunctionRow(
                          call.region(),
                          name.name(),
                          0,
                          saved.id(),
                          layers.stream().map(LayerRows.Layer::code).toList(),
                          configuration.build());
                  if (!FunctionRows.insert(tx, row)) {
                    throw LambdaError.CONFLICT.error("Function already exist: " + name.name());
                  }
                  Map<String, String> tags = input.tags() == null ? Map.of() : input.tags();
                  FunctionRows.insertCommon(tx, call.region(), name.name(), tags);
                  return Boolean.TRUE.equals(input.publish())
                      ? Versions.publish(tx, name, row, null, published)
                      : row.configuration();
                });
    lambda.startAhead(name);
    return answer;
  }

  private FunctionConfiguration.Builder configuration(
      CreateFunctionRequest input, FunctionName name) {
    if (input.runtime() == null || input.handler() == null) {
      throw LambdaError.INVALID.error(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    FunctionConfiguration.Builder configuration =
        Configurations.defaults(name.name())
            .runtime(input.runtime())
            .handler(input.handler())
            .role(input.role())
            .environment(Configurations.environment(input.environment(), lambda.limits()));
    if (input.description() != null) {
      configuration.description(input.description());
    }
    if (input.timeout() != null) {
      configuration.timeout(Configurations.timeout(input.timeout(), lambda.limits()));
    }
    if (input.memorySize() != null) {
      configuration.memorySize(input.memorySize());
    }
    if (input.ephemeralStorage() != null) {
      configuration.ephemeralStorage(input.ephemeralStorage());
    }
    if (input.architectures() != null) {
      configuration.architectures(input.architectures());
    }
    if (input.loggingConfig() != null) {
      configuration.loggingConfig(Configurations.logging(input.loggingConfig(), name.name()));
    }
    return configuration;
  }

  private static void refuse(CreateFunctionRequest input) {
    if ("Image".equals(input.packageType()) || input.code().imageUri() != null) {
      throw LambdaError.missing("PackageType Image");
    }
    Configurations.refuse("ImageConfig", input.imageConfig());
    Configurations.refuse("CodeSigningConfigArn", input.codeSigningConfigArn());
    Configurations.refuse("CapacityProviderConfig", input.capacityProviderConfig());
    Configurations.refuse("PublishTo", input.publishTo());
    Configurations.refuse("DurableConfig", input.durableConfig());
    Configurations.refuse("TenancyConfig", input.tenancyConfig());
    Configurations.refuse("SourceKMSKeyArn", input.code().sourceKMSKeyArn());
    Configurations.refuse(
        input.vpcConfig(),
        input.deadLetterConfig(),
        input.kmsKeyArn(),
        input.tracingConfig(),
        input.snapStart(),
        input.fileSystemConfigs());
  }
}

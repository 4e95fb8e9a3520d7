package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.GetLayerVersionResponse;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.LayerVersionContentInput;
import io.tarn.api.lambda.LayerVersionContentOutput;
import io.tarn.api.lambda.PublishLayerVersionRequest;
import io.tarn.api.lambda.PublishLayerVersionResponse;
import java.util.List;

/** Makes a new version of a layer out of a package. */
final class PublishLayerVersion
    implements Operation<PublishLayerVersionRequest, PublishLayerVersionResponse> {
  private final Lambda lambda;

  PublishLayerVersion(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<PublishLayerVersionRequest, PublishLayerVersionResponse> model() {
    return LambdaService.PUBLISH_LAYER_VERSION;
  }

  @Override
  public AccessRule<PublishLayerVersionRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "lambda:PublishLayerVersion", LayerName.parse(input.layerName(), call).arn()));
  }

  @Override
  public PublishLayerVersionResponse apply(PublishLayerVersionRequest input, Call call) {

    LayerName name = LayerName.parse(input.layerName(), call);
    LayerVersionContentInput content = input.content();
    Packages.Saved saved =
        Packages.save(
            lambda,
            call,
            content.zipFile(),
            content.s3Bucket(),
            content.s3Key(),
            content.s3ObjectVersion());
    return lambda
        .ledger()
        .commit(
            tx -> {
              long number = LayerRows.takeNumber(tx, name.region(), name.name());
              GetLayerVersionResponse layer =
                  GetLayerVersionResponse.builder()
                      .content(
                          LayerVersionContentOutput.builder()
                              .codeSha256(saved.sha256())
                              .codeSize(saved.size())
                              .build())
                      .layerArn(name.arn())
                      .layerVersionArn(name.arn() + ":" + number)
                      .description(requireNonNullElse(input.description(), ""))
                      .createdDate(Configurations.modified(call.now()))
                      .version(number)
                      .compatibleRuntimes(input.compatibleRuntimes())
                      .compatibleArchitectures(input.compatibleArchitectures())
                      .licenseInfo(input.licenseInfo())
                      .build();
              LayerRows.insert(tx, name.region(), name.name(), saved.id(), layer);
              return PublishLayerVersionResponse.builder()
                  .content(layer.content())
                  .layerArn(layer.layerArn())
                  .layerVersionArn(layer.layerVersionArn())
                  .description(layer.description())
                  .createdDate(layer.createdDate())
                  .version(number)
                  .compatibleRuntimes(layer.compatibleRuntimes())
                  .compatibleArchitectures(layer.compatibleArchitectures())
                  .licenseInfo(layer.licenseInfo())
                  .build();
            });
  }
}

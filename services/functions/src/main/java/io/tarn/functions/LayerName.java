package io.tarn.functions;

import io.tarn.api.Call;
import io.tarn.api.lambda.GetLayerVersionResponse;
import io.tarn.api.lambda.LayerVersionsListItem;
import io.tarn.kernel.Arn;
import org.jspecify.annotations.Nullable;

/** A layer as callers name it: a name or an ARN without a version. */
record LayerName(String region, String account, String name) {
  static LayerName parse(String text, Call call) {
    if (!Arn.isArn(text)) {
      return new LayerName(call.region(), call.account(), text);
    }
    Arn arn = Arn.parse(text);
    if (!arn.region().equals(call.region())
        || !arn.account().equals(call.account())
        || !arn.resource().startsWith("layer:")) {
      throw LambdaError.noSuchResource();
    }
    return new LayerName(arn.region(), arn.account(), arn.resource().substring("layer:".length()));
  }

  String arn() {
    return Arn.of("lambda", region, account, "layer:" + name).toString();
  }

  static boolean fits(GetLayerVersionResponse layer, @Nullable String runtime) {
    return runtime == null
        || layer.compatibleRuntimes() == null
        || layer.compatibleRuntimes().contains(runtime);
  }

  static LayerVersionsListItem item(LayerRows.Layer layer) {
    GetLayerVersionResponse document = layer.document();
    return LayerVersionsListItem.builder()
        .layerVersionArn(document.layerVersionArn())
        .version(document.version())
        .description(document.description())
        .createdDate(document.createdDate())
        .compatibleRuntimes(document.compatibleRuntimes())
        .compatibleArchitectures(document.compatibleArchitectures())
        .licenseInfo(document.licenseInfo())
        .build();
  }
}

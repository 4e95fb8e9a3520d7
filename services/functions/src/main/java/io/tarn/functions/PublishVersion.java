package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.PublishVersionRequest;

/** Makes an immutable copy of {@code $LATEST}. */
final class PublishVersion implements Operation<PublishVersionRequest, FunctionConfiguration> {
  private final Lambda lambda;

  PublishVersion(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<PublishVersionRequest, FunctionConfiguration> model() {
    return LambdaService.PUBLISH_VERSION;
  }

  @Override
  public AccessRule<PublishVersionRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:PublishVersion", input.functionName(), call);
  }

  @Override
  public FunctionConfiguration apply(PublishVersionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    Configurations.refuse("PublishTo", input.publishTo());
    String revision = call.ids().uuid();
    return lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRow latest = FunctionRows.load(tx, name);
              Lambda.checkRevision(input.revisionId(), latest.configuration().revisionId());
              String sha256 = latest.configuration().codeSha256();
              if (input.codeSha256() != null && !input.codeSha256().equals(sha256)) {
                throw LambdaError.INVALID.error(
                    "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST."
                        .formatted(input.codeSha256(), sha256));
              }
              return Versions.publish(tx, name, latest, input.description(), revision);
            });
  }
}

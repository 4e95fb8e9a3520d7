package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.UpdateFunctionCodeRequest;

/** Gives a function another package. */
final class UpdateFunctionCode
    implements Operation<UpdateFunctionCodeRequest, FunctionConfiguration> {
  private final Lambda lambda;

  UpdateFunctionCode(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<UpdateFunctionCodeRequest, FunctionConfiguration> model() {
    return LambdaService.UPDATE_FUNCTION_CODE;
  }

  @Override
  public AccessRule<UpdateFunctionCodeRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:UpdateFunctionCode", input.functionName(), call);
  }

  @Override
  public FunctionConfiguration apply(UpdateFunctionCodeRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    Configurations.refuse("ImageUri", input.imageUri());
    Configurations.refuse("PublishTo", input.publishTo());
    Configurations.refuse("SourceKMSKeyArn", input.sourceKMSKeyArn());
    lambda.load(name);
    if (Boolean.TRUE.equals(input.dryRun())) {
      throw LambdaError.missing("DryRun of UpdateFunctionCode");
    }
    Packages.Saved saved =
        Packages.save(
            lambda,
            call,
            input.zipFile(),
            input.s3Bucket(),
            input.s3Key(),
            input.s3ObjectVersion());
    String revision = call.ids().uuid();
    String published = call.ids().uuid();
    FunctionConfiguration answer =
        lambda
            .ledger()
            .commit(
                tx -> {
                  FunctionRow old = FunctionRows.load(tx, name);
                  Lambda.checkRevision(input.revisionId(), old.configuration().revisionId());
                  FunctionConfiguration.Builder fresh =
                      old.configuration().toBuilder()
                          .codeSize(saved.size())
                          .codeSha256(saved.sha256())
                          .lastModified(Configurations.modified(call.now()))
                          .revisionId(revision);
                  if (input.architectures() != null) {
                    fresh.architectures(input.architectures());
                  }
                  FunctionRow row =
                      new FunctionRow(
                          old.region(), old.name(), 0, saved.id(), old.layers(), fresh.build());
                  FunctionRows.update(tx, row);
                  Lambda.purgeLater(tx, old.code(), call.now(), call.traceId());
                  return Boolean.TRUE.equals(input.publish())
                      ? Versions.publish(tx, name, row, null, published)
                      : row.configuration();
                });
    lambda.pool().retire(name.arn());
    lambda.startAhead(name);
    return answer;
  }
}

package io.tarn.functions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.AccountLimit;
import io.tarn.api.lambda.AccountUsage;
import io.tarn.api.lambda.GetAccountSettingsRequest;
import io.tarn.api.lambda.GetAccountSettingsResponse;
import io.tarn.api.lambda.LambdaService;
import io.tarn.functions.sandbox.CodeStore;

/** Tells the limits of this lake and what its functions use of them. */
final class GetAccountSettings
    implements Operation<GetAccountSettingsRequest, GetAccountSettingsResponse> {
  private final Lambda lambda;

  GetAccountSettings(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<GetAccountSettingsRequest, GetAccountSettingsResponse> model() {
    return LambdaService.GET_ACCOUNT_SETTINGS;
  }

  @Override
  public AccessRule<GetAccountSettingsRequest> access() {
    return AccessRule.any("lambda:GetAccountSettings");
  }

  @Override
  public GetAccountSettingsResponse apply(GetAccountSettingsRequest input, Call call) {

    long[] usage = lambda.ledger().read(tx -> FunctionRows.usage(tx, call.region()));
    return GetAccountSettingsResponse.builder()
        .accountLimit(
            AccountLimit.builder()
                .codeSizeUnzipped(CodeStore.UNPACKED_MAX)
                .codeSizeZipped((long) lambda.limits().zipMax())
                .concurrentExecutions(lambda.pool().limits().sandboxesMax())
                .unreservedConcurrentExecutions(lambda.pool().limits().sandboxesMax())
                .build())
        .accountUsage(
            AccountUsage.builder().functionCount(usage[0]).totalCodeSize(usage[1]).build())
        .build();
  }
}

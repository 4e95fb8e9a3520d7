package io.tarn.identity.sessions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.sts.GetCallerIdentityRequest;
import io.tarn.api.sts.GetCallerIdentityResponse;
import io.tarn.api.sts.StsService;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;

/** Says who is calling; whoever signs may ask. */
final class GetCallerIdentity
    implements Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> {
  @Override
  public OperationModel<GetCallerIdentityRequest, GetCallerIdentityResponse> model() {
    return StsService.GET_CALLER_IDENTITY;
  }

  @Override
  public AccessRule<GetCallerIdentityRequest> access() {
    return AccessRule.signedOnly();
  }

  @Override
  public GetCallerIdentityResponse apply(GetCallerIdentityRequest input, Call call) {
    if (call.caller() instanceof Caller.Anonymous) {
      throw new ServiceError(
          "MissingAuthenticationToken", 403, "Request is missing Authentication Token");
    }
    return GetCallerIdentityResponse.builder()
        .userId(call.caller().userId())
        .account(call.caller().account())
        .arn(call.caller().arn())
        .build();
  }
}

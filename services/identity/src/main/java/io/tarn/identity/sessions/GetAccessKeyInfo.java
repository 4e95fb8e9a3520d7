package io.tarn.identity.sessions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.sts.GetAccessKeyInfoRequest;
import io.tarn.api.sts.GetAccessKeyInfoResponse;
import io.tarn.api.sts.StsService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.iam.Iam;

/** Says which account a key belongs to; all of a lake belong to its one. */
final class GetAccessKeyInfo
    implements Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> {
  private final Iam iam;

  GetAccessKeyInfo(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> model() {
    return StsService.GET_ACCESS_KEY_INFO;
  }

  @Override
  public AccessRule<GetAccessKeyInfoRequest> access() {
    return AccessRule.any("sts:GetAccessKeyInfo");
  }

  @Override
  public GetAccessKeyInfoResponse apply(GetAccessKeyInfoRequest input, Call call) {
    boolean known =
        SessionTokens.issued(input.accessKeyId()).isPresent()
            || iam.state().findKey(input.accessKeyId()).isPresent();
    if (!known) {
      throw IdentityError.NO_SUCH_ENTITY.of(
          "The Access Key with id " + input.accessKeyId() + " cannot be found.");
    }
    return GetAccessKeyInfoResponse.builder().account(iam.account()).build();
  }
}

package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateAccessKeyRequest;
import io.tarn.api.iam.UpdateAccessKeyResponse;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;

/** Switches a long-term key on or off. */
final class UpdateAccessKey implements Operation<UpdateAccessKeyRequest, UpdateAccessKeyResponse> {
  private final Iam iam;

  UpdateAccessKey(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UpdateAccessKeyRequest, UpdateAccessKeyResponse> model() {
    return IamService.UPDATE_ACCESS_KEY;
  }

  @Override
  public AccessRule<UpdateAccessKeyRequest> access() {
    return iam.onUser("iam:UpdateAccessKey", UpdateAccessKeyRequest::userName);
  }

  @Override
  public UpdateAccessKeyResponse apply(UpdateAccessKeyRequest input, Call call) {
    String owner = KeyOwners.owner(input.userName(), call);
    if (!input.status().equals("Active") && !input.status().equals("Inactive")) {
      throw IdentityError.VALIDATION_ERROR.of(
          "The status of an access key is Active or Inactive, not " + input.status());
    }
    iam.commit(
        tables -> {
          KeyOwners.load(iam, tables, owner);
          tables.putKey(
              KeyOwners.loadKey(tables, owner, input.accessKeyId()).withStatus(input.status()));
          return true;
        });
    return UpdateAccessKeyResponse.builder().build();
  }
}

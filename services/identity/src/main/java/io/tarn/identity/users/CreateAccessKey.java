package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AccessKey;
import io.tarn.api.iam.CreateAccessKeyRequest;
import io.tarn.api.iam.CreateAccessKeyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;

/** Makes a long-term key; its secret is shown this once. Two keys a user at most. */
final class CreateAccessKey implements Operation<CreateAccessKeyRequest, CreateAccessKeyResponse> {
  private final Iam iam;

  CreateAccessKey(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateAccessKeyRequest, CreateAccessKeyResponse> model() {
    return IamService.CREATE_ACCESS_KEY;
  }

  @Override
  public AccessRule<CreateAccessKeyRequest> access() {
    return iam.onUser("iam:CreateAccessKey", CreateAccessKeyRequest::userName);
  }

  @Override
  public CreateAccessKeyResponse apply(CreateAccessKeyRequest input, Call call) {
    String owner = KeyOwners.owner(input.userName(), call);
    String id = call.ids().unique("AKIA", 20);
    String secret = SessionTokens.newSecret(call.ids());
    String name =
        iam.commit(
            tables -> {
              String shown = KeyOwners.load(iam, tables, owner);
              if (tables.keys(owner).size() >= Limits.KEYS_A_USER) {
                throw Limits.exceeded("AccessKeysPerUser", Limits.KEYS_A_USER);
              }
              tables.putKey(
                  new io.tarn.identity.state.AccessKey(
                      id,
                      owner,
                      secret,
                      io.tarn.identity.state.AccessKey.ACTIVE,
                      call.now(),
                      null,
                      null,
                      null));
              return shown;
            });
    AccessKey key =
        AccessKey.builder()
            .userName(name)
            .accessKeyId(id)
            .status(io.tarn.identity.state.AccessKey.ACTIVE)
            .secretAccessKey(secret)
            .createDate(call.now())
            .build();
    return CreateAccessKeyResponse.builder().accessKey(key).build();
  }
}

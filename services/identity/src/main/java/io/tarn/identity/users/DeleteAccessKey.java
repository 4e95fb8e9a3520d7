package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteAccessKeyRequest;
import io.tarn.api.iam.DeleteAccessKeyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;

/** Deletes a long-term key; it opens nothing from then on. */
final class DeleteAccessKey implements Operation<DeleteAccessKeyRequest, DeleteAccessKeyResponse> {
  private final Iam iam;

  DeleteAccessKey(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteAccessKeyRequest, DeleteAccessKeyResponse> model() {
    return IamService.DELETE_ACCESS_KEY;
  }

  @Override
  public AccessRule<DeleteAccessKeyRequest> access() {
    return iam.onUser("iam:DeleteAccessKey", DeleteAccessKeyRequest::userName);
  }

  @Override
  public DeleteAccessKeyResponse apply(DeleteAccessKeyRequest input, Call call) {
    String owner = KeyOwners.owner(input.userName(), call);
    iam.commit(
        tables -> {
          KeyOwners.load(iam, tables, owner);
          tables.deleteKey(KeyOwners.loadKey(tables, owner, input.accessKeyId()).id());
          return true;
        });
    return DeleteAccessKeyResponse.builder().build();
  }
}

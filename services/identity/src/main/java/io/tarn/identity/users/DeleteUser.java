package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteUserRequest;
import io.tarn.api.iam.DeleteUserResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.ServiceError;

/** Deletes a user that nothing hangs on any more. */
final class DeleteUser implements Operation<DeleteUserRequest, DeleteUserResponse> {
  private final Iam iam;

  DeleteUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteUserRequest, DeleteUserResponse> model() {
    return IamService.DELETE_USER;
  }

  @Override
  public AccessRule<DeleteUserRequest> access() {
    return iam.on("iam:DeleteUser", Kind.USER, DeleteUserRequest::userName);
  }

  @Override
  public DeleteUserResponse apply(DeleteUserRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity user = iam.load(tables, Kind.USER, input.userName());
          if (!tables.keys(user.key()).isEmpty()) {
            throw conflict("delete access keys");
          }
          if (!tables.documents(user).isEmpty()) {
            throw conflict("delete policies");
          }
          if (!tables.targets(Relation.ATTACHED, user).isEmpty()) {
            throw conflict("detach all policies");
          }
          if (!tables.targets(Relation.MEMBER, user).isEmpty()) {
            throw conflict("remove users from group");
          }
          String boundary = user.details().boundary();
          if (boundary != null) {
            tables.unlink(Relation.BOUNDARY, user, boundary);
          }
          tables.delete(user);
          return true;
        });
    return DeleteUserResponse.builder().build();
  }

  private static ServiceError conflict(String first) {
    return IdentityError.DELETE_CONFLICT.of("Cannot delete entity, must " + first + " first.");
  }
}

package io.tarn.identity.users;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateUserRequest;
import io.tarn.api.iam.UpdateUserResponse;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Gives a user another name or path; keys and policies stay. */
final class UpdateUser implements Operation<UpdateUserRequest, UpdateUserResponse> {
  private final Iam iam;

  UpdateUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UpdateUserRequest, UpdateUserResponse> model() {
    return IamService.UPDATE_USER;
  }

  @Override
  public AccessRule<UpdateUserRequest> access() {
    return (input, call) -> {
      Access old = iam.access("iam:UpdateUser", Kind.USER, input.userName());
      String name = input.newUserName();
      return name == null
          ? List.of(old)
          : List.of(
              old, iam.creation("iam:UpdateUser", Kind.USER, input.newPath(), name, null, null));
    };
  }

  @Override
  public UpdateUserResponse apply(UpdateUserRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity user = iam.load(tables, Kind.USER, input.userName());
          String name = input.newUserName() == null ? user.name() : input.newUserName();
          String path = input.newPath() == null ? user.path() : input.newPath();
          Entity renamed = user.named(name, path);
          if (!renamed.key().equals(user.key()) && tables.find(Kind.USER, name).isPresent()) {
            throw IdentityError.ENTITY_ALREADY_EXISTS.of(
                "User with name " + name + " already exists.");
          }
          tables.rename(user, renamed);
          return true;
        });
    return UpdateUserResponse.builder().build();
  }
}

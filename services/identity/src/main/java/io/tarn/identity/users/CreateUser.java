package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.CreateUserResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import java.util.List;

/** Makes a user without keys and permissions. */
final class CreateUser implements Operation<CreateUserRequest, CreateUserResponse> {
  private final Iam iam;

  CreateUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateUserRequest, CreateUserResponse> model() {
    return IamService.CREATE_USER;
  }

  @Override
  public AccessRule<CreateUserRequest> access() {
    return (input, call) ->
        List.of(
            iam.creation(
                "iam:CreateUser",
                Kind.USER,
                input.path(),
                input.userName(),
                input.tags(),
                input.permissionsBoundary()));
  }

  @Override
  public CreateUserResponse apply(CreateUserRequest input, Call call) {
    String boundary = input.permissionsBoundary();
    Details details = Details.tagged(Tags.of(input.tags())).withBoundary(boundary);
    String id = Iam.newId(Kind.USER, call);
    Entity user =
        iam.commit(
            tables -> {
              if (boundary != null) {
                iam.checkAttachable(tables, boundary);
              }
              Entity made =
                  iam.create(tables, Kind.USER, input.userName(), input.path(), id, details, call);
              if (boundary != null) {
                tables.link(Relation.BOUNDARY, made, boundary, call.now());
              }
              return made;
            });
    return CreateUserResponse.builder().user(iam.views().user(user)).build();
  }
}

package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetUserRequest;
import io.tarn.api.iam.GetUserResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.User;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Caller;
import java.time.Instant;

/** Describes a user, by default the calling one. */
final class GetUser implements Operation<GetUserRequest, GetUserResponse> {
  private final Iam iam;

  GetUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetUserRequest, GetUserResponse> model() {
    return IamService.GET_USER;
  }

  @Override
  public AccessRule<GetUserRequest> access() {
    return iam.onUser("iam:GetUser", GetUserRequest::userName);
  }

  @Override
  public GetUserResponse apply(GetUserRequest input, Call call) {
    if (input.userName() == null && call.caller() instanceof Caller.Root root) {
      User user =
          User.builder()
              .path("/")
              .userName("root")
              .userId(root.userId())
              .arn(root.arn())
              .createDate(Instant.EPOCH)
              .build();
      return GetUserResponse.builder().user(user).build();
    }
    String name = Iam.userName(input.userName(), call);
    Entity user = iam.read(tables -> iam.load(tables, Kind.USER, name));
    return GetUserResponse.builder().user(iam.views().user(user)).build();
  }
}

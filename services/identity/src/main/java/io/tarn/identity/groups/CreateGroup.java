package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreateGroupRequest;
import io.tarn.api.iam.CreateGroupResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;
import java.util.Map;

/** Makes a group. */
final class CreateGroup implements Operation<CreateGroupRequest, CreateGroupResponse> {
  private final Iam iam;

  CreateGroup(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateGroupRequest, CreateGroupResponse> model() {
    return IamService.CREATE_GROUP;
  }

  @Override
  public AccessRule<CreateGroupRequest> access() {
    return (input, call) ->
        List.of(
            iam.creation(
                "iam:CreateGroup", Kind.GROUP, input.path(), input.groupName(), null, null));
  }

  @Override
  public CreateGroupResponse apply(CreateGroupRequest input, Call call) {
    String id = Iam.newId(Kind.GROUP, call);
    Details details = Details.tagged(Map.of());
    Entity group =
        iam.commit(
            tables ->
                iam.create(tables, Kind.GROUP, input.groupName(), input.path(), id, details, call));
    return CreateGroupResponse.builder().group(iam.views().group(group)).build();
  }
}

package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetServiceLinkedRoleDeletionStatusRequest;
import io.tarn.api.iam.GetServiceLinkedRoleDeletionStatusResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Says how the deletion of a service's role went; it was done when its task was named. */
final class GetServiceLinkedRoleDeletionStatus
    implements Operation<
        GetServiceLinkedRoleDeletionStatusRequest, GetServiceLinkedRoleDeletionStatusResponse> {
  private final Iam iam;

  GetServiceLinkedRoleDeletionStatus(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<
          GetServiceLinkedRoleDeletionStatusRequest, GetServiceLinkedRoleDeletionStatusResponse>
      model() {
    return IamService.GET_SERVICE_LINKED_ROLE_DELETION_STATUS;
  }

  @Override
  public AccessRule<GetServiceLinkedRoleDeletionStatusRequest> access() {
    return (input, call) -> {
      String role = ServiceLinkedRoles.roleOfTask(input.deletionTaskId());
      return List.of(iam.access("iam:GetServiceLinkedRoleDeletionStatus", Kind.ROLE, role));
    };
  }

  @Override
  public GetServiceLinkedRoleDeletionStatusResponse apply(
      GetServiceLinkedRoleDeletionStatusRequest input, Call call) {
    String role = ServiceLinkedRoles.roleOfTask(input.deletionTaskId());
    boolean gone = iam.read(tables -> tables.find(Kind.ROLE, role)).isEmpty();
    return GetServiceLinkedRoleDeletionStatusResponse.builder()
        .status(gone ? "SUCCEEDED" : "NOT_STARTED")
        .build();
  }
}

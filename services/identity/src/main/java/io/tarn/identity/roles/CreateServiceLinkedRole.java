package io.tarn.identity.roles;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreateServiceLinkedRoleRequest;
import io.tarn.api.iam.CreateServiceLinkedRoleResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;
import java.util.Map;

/** Makes the role of a service, with the service's own trust and permissions. */
final class CreateServiceLinkedRole
    implements Operation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse> {
  private final Iam iam;

  CreateServiceLinkedRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse> model() {
    return IamService.CREATE_SERVICE_LINKED_ROLE;
  }

  @Override
  public AccessRule<CreateServiceLinkedRoleRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                    "iam:CreateServiceLinkedRole",
                    "arn:aws:iam::"
                        + iam.account()
                        + ":role"
                        + ServiceLinkedRoles.path(input.awsServiceName())
                        + ServiceLinkedRoles.name(input.awsServiceName(), input.customSuffix()))
                .withContext("iam:AWSServiceName", input.awsServiceName()));
  }

  @Override
  public CreateServiceLinkedRoleResponse apply(CreateServiceLinkedRoleRequest input, Call call) {
    String service = input.awsServiceName();
    String name = ServiceLinkedRoles.name(service, input.customSuffix());
    Details details =
        Details.tagged(Map.of())
            .withDescription(input.description())
            .withTrust(ServiceLinkedRoles.trust(service))
            .withMaxSession(3600);
    String id = Iam.newId(Kind.ROLE, call);
    Entity role =
        iam.commit(
            tables -> {
              if (tables.find(Kind.ROLE, name).isPresent()) {
                throw IdentityError.INVALID_INPUT.of(
                    "Service role name "
                        + name
                        + " has been taken in this account, please try a different suffix.");
              }
              return iam.create(
                  tables, Kind.ROLE, name, ServiceLinkedRoles.path(service), id, details, call);
            });
    return CreateServiceLinkedRoleResponse.builder().role(iam.views().role(role)).build();
  }
}

package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.CreateRoleResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.Role;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import java.util.List;

/** Makes a role that its trust policy opens. */
final class CreateRole implements Operation<CreateRoleRequest, CreateRoleResponse> {
  private final Iam iam;

  CreateRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateRoleRequest, CreateRoleResponse> model() {
    return IamService.CREATE_ROLE;
  }

  @Override
  public AccessRule<CreateRoleRequest> access() {
    return (input, call) ->
        List.of(
            iam.creation(
                "iam:CreateRole",
                Kind.ROLE,
                input.path(),
                input.roleName(),
                input.tags(),
                input.permissionsBoundary()));
  }

  @Override
  public CreateRoleResponse apply(CreateRoleRequest input, Call call) {
    String path = input.path();
    if (path != null && path.startsWith("/aws-service-role/")) {
      throw IdentityError.INVALID_INPUT.of(
          "The path /aws-service-role/ is reserved for service-linked roles");
    }
    String boundary = input.permissionsBoundary();
    Integer maxSession = input.maxSessionDuration();
    Details details =
        Details.tagged(Tags.of(input.tags()))
            .withDescription(input.description())
            .withBoundary(boundary)
            .withTrust(input.assumeRolePolicyDocument())
            .withMaxSession(maxSession == null ? 3600 : maxSession);
    String id = Iam.newId(Kind.ROLE, call);
    Entity role =
        iam.commit(
            tables -> {
              iam.checkTrust(tables, input.assumeRolePolicyDocument());
              if (boundary != null) {
                iam.checkAttachable(tables, boundary);
              }
              Entity made =
                  iam.create(tables, Kind.ROLE, input.roleName(), path, id, details, call);
              if (boundary != null) {
                tables.link(Relation.BOUNDARY, made, boundary, call.now());
              }
              return made;
            });
    Role shown = iam.views().role(role).toBuilder().roleLastUsed(null).build();
    return CreateRoleResponse.builder().role(shown).build();
  }
}

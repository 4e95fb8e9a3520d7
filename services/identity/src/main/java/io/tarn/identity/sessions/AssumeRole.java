package io.tarn.identity.sessions;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.sts.AssumeRoleRequest;
import io.tarn.api.sts.AssumeRoleResponse;
import io.tarn.api.sts.AssumedRoleUser;
import io.tarn.api.sts.StsService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.access.RoleTrust;
import io.tarn.identity.access.Session;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.kernel.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes temporary credentials of a role for whom its trust policy and own policies let. */
final class AssumeRole implements Operation<AssumeRoleRequest, AssumeRoleResponse> {
  private final Iam iam;
  private final SessionTokens tokens;

  AssumeRole(Iam iam, SessionTokens tokens) {
    this.iam = iam;
    this.tokens = tokens;
  }

  @Override
  public OperationModel<AssumeRoleRequest, AssumeRoleResponse> model() {
    return StsService.ASSUME_ROLE;
  }

  @Override
  public AccessRule<AssumeRoleRequest> access() {
    return (input, call) -> {
      Entity role = new RoleTrust(iam.state()).findRole(input.roleArn()).orElse(null);
      Access assume = RoleSessions.access("sts:AssumeRole", input, role);
      return input.tags() == null || input.tags().isEmpty()
          ? List.of(assume)
          : List.of(assume, RoleSessions.access("sts:TagSession", input, role));
    };
  }

  @Override
  public AssumeRoleResponse apply(AssumeRoleRequest input, Call call) {
    if (call.caller() instanceof Caller.Root) {
      throw IdentityError.ACCESS_DENIED.of("Roles may not be assumed by root accounts.");
    }
    if (input.sourceIdentity() != null) {
      throw IdentityError.NOT_IMPLEMENTED.of("SourceIdentity is not implemented: leave it out");
    }
    if (input.serialNumber() != null || input.tokenCode() != null) {
      throw IdentityError.ACCESS_DENIED.of(
          "MultiFactorAuthentication failed, unable to validate MFA code: the lake has no devices.");
    }
    RoleTrust trust = new RoleTrust(iam.state());
    Entity role =
        trust.findRole(input.roleArn()).orElseThrow(() -> RoleSessions.denied(input, call));
    List<String> policies = RoleSessions.policies(iam, input);
    Map<String, String> tags = RoleSessions.tags(input, call);
    Instant expiration =
        Instant.ofEpochSecond(
            call.now().getEpochSecond() + RoleSessions.duration(input, role, call));
    Session session =
        new Session(
            tokens.newSecret(),
            expiration.getEpochSecond(),
            Session.ROLE,
            role.name(),
            role.id(),
            input.roleSessionName(),
            policies,
            tags,
            RoleSessions.transitive(input, call));
    SessionTokens.Sealed sealed = tokens.seal(session, call.now());
    Caller.RoleSession caller = trust.session(role, input.roleSessionName(), policies, tags);
    AssumedRoleUser user =
        AssumedRoleUser.builder().assumedRoleId(caller.userId()).arn(caller.arn()).build();
    Integer packed =
        policies.isEmpty() && tags.isEmpty() ? null : RoleSessions.packedPercent(policies, tags);
    return AssumeRoleResponse.builder()
        .credentials(RoleSessions.credentials(sealed, session, expiration))
        .assumedRoleUser(user)
        .packedPolicySize(packed)
        .build();
  }
}

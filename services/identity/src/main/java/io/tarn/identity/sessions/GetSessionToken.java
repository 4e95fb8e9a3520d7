package io.tarn.identity.sessions;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.sts.GetSessionTokenRequest;
import io.tarn.api.sts.GetSessionTokenResponse;
import io.tarn.api.sts.StsService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.access.Session;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.iam.Iam;
import io.tarn.kernel.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes temporary credentials of the calling user itself. */
final class GetSessionToken implements Operation<GetSessionTokenRequest, GetSessionTokenResponse> {
  private final Iam iam;
  private final SessionTokens tokens;

  GetSessionToken(Iam iam, SessionTokens tokens) {
    this.iam = iam;
    this.tokens = tokens;
  }

  @Override
  public OperationModel<GetSessionTokenRequest, GetSessionTokenResponse> model() {
    return StsService.GET_SESSION_TOKEN;
  }

  @Override
  public AccessRule<GetSessionTokenRequest> access() {
    return AccessRule.signedOnly();
  }

  @Override
  public GetSessionTokenResponse apply(GetSessionTokenRequest input, Call call) {
    boolean session =
        !(call.caller() instanceof Caller.User || call.caller() instanceof Caller.Root)
            || call.transport().accessKeyId().filter(SessionTokens::isSessionKey).isPresent();
    if (session) {
      throw IdentityError.ACCESS_DENIED.of("Cannot call GetSessionToken with session credentials");
    }
    if (input.serialNumber() != null || input.tokenCode() != null) {
      throw IdentityError.ACCESS_DENIED.of(
          "MultiFactorAuthentication failed, unable to validate MFA code: the lake has no devices.");
    }
    boolean root = call.caller() instanceof Caller.Root;
    int longest = root ? 3_600 : 129_600;
    int wanted = input.durationSeconds() == null ? 43_200 : input.durationSeconds();
    Instant expiration =
        Instant.ofEpochSecond(call.now().getEpochSecond() + Math.min(wanted, longest));
    String name =
        switch (call.caller()) {
          case Caller.User user -> user.name();
          case Caller.Root guest when !guest.account().equals(call.account()) -> guest.account();
          default -> "";
        };
    Session made =
        new Session(
            tokens.newSecret(),
            expiration.getEpochSecond(),
            root ? Session.ROOT : Session.USER,
            name,
            root ? "" : call.caller().userId(),
            "",
            List.of(),
            Map.of(),
            List.of());
    SessionTokens.Sealed sealed = tokens.seal(made, call.now());
    return GetSessionTokenResponse.builder()
        .credentials(RoleSessions.credentials(sealed, made, expiration))
        .build();
  }
}

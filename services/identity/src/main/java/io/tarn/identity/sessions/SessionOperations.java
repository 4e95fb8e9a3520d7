package io.tarn.identity.sessions;

import io.tarn.api.Operation;
import io.tarn.identity.access.SessionTokens;
import io.tarn.identity.iam.Iam;
import java.util.List;

/** Temporary credentials (STS): all operations of this kind. */
public final class SessionOperations {
  private SessionOperations() {}

  public static List<Operation<?, ?>> all(Iam iam, SessionTokens tokens) {
    return List.of(
        new AssumeRole(iam, tokens),
        new GetAccessKeyInfo(iam),
        new GetCallerIdentity(),
        new GetSessionToken(iam, tokens));
  }
}

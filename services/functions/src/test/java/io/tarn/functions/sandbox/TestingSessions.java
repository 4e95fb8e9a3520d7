package io.tarn.functions.sandbox;

import io.tarn.api.SessionIssuer;
import io.tarn.kernel.Arn;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Issues keys for every role but those called {@code untrusting}. */
public final class TestingSessions implements SessionIssuer {
  @Override
  public TemporaryKeys issue(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Duration duration,
      Map<String, List<String>> context) {
    if (roleArn.endsWith("/untrusting")) {
      throw new ServiceError("AccessDenied", 403, "The role does not trust " + servicePrincipal);
    }
    String role = Arn.parse(roleArn).resource().substring("role/".length());
    Caller caller =
        new Caller.RoleSession(
            "000000000000", role, "/", "AROAEXAMPLE", sessionName, List.of(), Map.of());
    return new TemporaryKeys(
        "ASIATESTING", "secret-of-" + role, "token", Instant.now().plus(duration), caller);
  }
}

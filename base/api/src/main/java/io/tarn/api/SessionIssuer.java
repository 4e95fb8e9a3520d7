package io.tarn.api;

import io.tarn.kernel.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Temporary keys for work in a role's name that leaves this process: a function's child process, a
 * job's driver. The keys are good for every client of the lake and nothing is stored for them.
 */
public interface SessionIssuer {
  /**
   * @param roleArn the role to act as; its trust policy must allow the service
   * @param servicePrincipal who assumes it, e.g. {@code lambda.amazonaws.com}
   * @param sessionName as it will stand in the session's ARN
   * @param duration from 15 minutes to 12 hours; services are not bound to the role's maximum
   * @param context what the trust policy's conditions may ask for besides aws:SourceAccount, e.g.
   *     {@code aws:SourceArn}
   * @throws io.tarn.kernel.ServiceError AccessDenied when the role does not exist or does not trust
   *     the service
   */
  TemporaryKeys issue(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Duration duration,
      Map<String, List<String>> context);

  /** What a client signs with, until it expires. */
  record TemporaryKeys(
      String accessKeyId,
      String secretAccessKey,
      String sessionToken,
      Instant expiration,
      Caller caller) {}
}

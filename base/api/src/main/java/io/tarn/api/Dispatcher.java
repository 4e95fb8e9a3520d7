package io.tarn.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.Caller;

/**
 * The only way back up: a new call, authorised like any client's. A state machine's task, a rule's
 * target or a function's trigger imports none of the rooms it drives.
 */
public interface Dispatcher {
  /** Runs an operation whose records the calling room knows. Blocks until it has ended. */
  <I extends Structure, O extends Structure> O dispatch(
      OperationModel<I, O> operation, I input, Origin origin);

  /**
   * Runs an operation by name with JSON in and out, as {@code aws-sdk:*} integrations do. Members
   * have their model names (PascalCase or as modelled); timestamps are ISO 8601 text.
   *
   * @param service the model's name, e.g. {@code glue}, {@code dynamodb}
   * @param operation e.g. {@code StartCrawler}; a first letter in lower case is accepted
   * @throws io.tarn.kernel.ServiceError the operation's own error; {@code NotImplemented} by name
   *     when no room has it
   */
  JsonNode dispatch(String service, String operation, JsonNode input, Origin origin);

  /**
   * A caller for work done in a role's name.
   *
   * @param servicePrincipal who assumes it, e.g. {@code states.amazonaws.com}; the role's trust
   *     policy must allow it
   * @throws io.tarn.kernel.ServiceError AccessDenied when the role does not exist or does not trust
   *     the principal
   */
  Caller assume(String roleArn, String servicePrincipal, String sessionName);

  /** On whose behalf and where: the new call's caller, region and the trace it belongs to. */
  record Origin(Caller caller, String region, String traceId) {}
}

package io.tarn.workflow;

import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.util.regex.Pattern;

/** A state machine's name in its region. */
record MachineName(String region, String name) {
  private static final String RESOURCE = "stateMachine:";

  /** What AWS forbids in names: blanks, brackets, wildcards, special and control characters. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("[\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}]");

  static final int MAX_LENGTH = 80;

  /**
   * @throws ServiceError InvalidArn
   */
  static MachineName parse(String arn) {
    if (Arn.isArn(arn)) {
      Arn parsed = Arn.parse(arn);
      if (parsed.service().equals("states") && parsed.resource().startsWith(RESOURCE)) {
        String name = parsed.resource().substring(RESOURCE.length());
        if (name.indexOf(':') >= 0) {
          throw new ServiceError(
              WorkflowErrors.NOT_IMPLEMENTED,
              "Versions and aliases of state machines are not implemented: " + arn);
        }
        return new MachineName(parsed.region(), name);
      }
    }
    throw new ServiceError(
        WorkflowErrors.INVALID_ARN,
        "Invalid Arn: 'Resource type not valid in this context: " + arn + "'");
  }

  /**
   * @throws ServiceError InvalidName
   */
  static void require(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || FORBIDDEN.matcher(name).find()) {
      throw new ServiceError(WorkflowErrors.INVALID_NAME, "Invalid Name: '" + name + "'");
    }
  }

  String arn(String account) {
    return Arn.of("states", region, account, RESOURCE + name).toString();
  }

  ServiceError missing(String account) {
    return new ServiceError(
        WorkflowErrors.STATE_MACHINE_DOES_NOT_EXIST,
        "State Machine Does Not Exist: '" + arn(account) + "'");
  }
}

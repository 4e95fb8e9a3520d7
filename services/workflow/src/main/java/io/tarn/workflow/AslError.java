package io.tarn.workflow;

import static java.util.Objects.requireNonNull;

/**
 * An error of the States Language met while a state is interpreted: a name that Retry and Catch
 * match, and a cause for people. It never leaves the interpreter.
 */
final class AslError extends Exception {
  static final String RUNTIME = "States.Runtime";
  static final String PARAMETER_PATH = "States.ParameterPathFailure";
  static final String RESULT_PATH = "States.ResultPathMatchFailure";
  static final String INTRINSIC = "States.IntrinsicFailure";
  static final String NO_CHOICE = "States.NoChoiceMatched";
  static final String TIMEOUT = "States.Timeout";
  static final String TASK_FAILED = "States.TaskFailed";
  static final String QUERY = "States.QueryEvaluationError";
  static final String PERMISSIONS = "States.Permissions";
  static final String DATA_LIMIT = "States.DataLimitExceeded";
  static final String ALL = "States.ALL";

  private static final long serialVersionUID = 1L;

  private final String error;

  AslError(String error, String cause) {
    super(requireNonNull(cause, "cause is null"), null, false, false);
    this.error = requireNonNull(error, "error is null");
  }

  String error() {
    return error;
  }

  String cause() {
    return requireNonNull(getMessage());
  }
}

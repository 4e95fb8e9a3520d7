package io.tarn.workflow;

import io.tarn.kernel.ErrorCode;

/** Step Functions' errors. Source: Step Functions API reference, "Errors" of each operation. */
enum WorkflowErrors implements ErrorCode {
  EXECUTION_ALREADY_EXISTS("ExecutionAlreadyExists", 400),
  EXECUTION_DOES_NOT_EXIST("ExecutionDoesNotExist", 400),
  INVALID_ARN("InvalidArn", 400),
  INVALID_DEFINITION("InvalidDefinition", 400),
  INVALID_EXECUTION_INPUT("InvalidExecutionInput", 400),
  INVALID_NAME("InvalidName", 400),
  INVALID_TOKEN("InvalidToken", 400),
  MISSING_REQUIRED_PARAMETER("MissingRequiredParameter", 400),
  NOT_IMPLEMENTED("NotImplemented", 501),
  RESOURCE_NOT_FOUND("ResourceNotFound", 400),
  STATE_MACHINE_ALREADY_EXISTS("StateMachineAlreadyExists", 400),
  STATE_MACHINE_DOES_NOT_EXIST("StateMachineDoesNotExist", 400),
  TOO_MANY_TAGS("TooManyTags", 400),
  VALIDATION("ValidationException", 400);

  private final String code;
  private final int status;

  WorkflowErrors(String code, int status) {
    this.code = code;
    this.status = status;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }
}

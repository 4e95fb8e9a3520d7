package io.tarn.events;

import io.tarn.kernel.ErrorCode;

/** EventBridge's errors. Source: EventBridge API reference, "Common errors" and each operation. */
enum EventsErrors implements ErrorCode {
  VALIDATION("ValidationException", 400),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 400),
  RESOURCE_ALREADY_EXISTS("ResourceAlreadyExistsException", 400),
  LIMIT_EXCEEDED("LimitExceededException", 400),
  INVALID_EVENT_PATTERN("InvalidEventPatternException", 400),
  NOT_IMPLEMENTED("NotImplemented", 501);

  private final String code;
  private final int status;

  EventsErrors(String code, int status) {
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

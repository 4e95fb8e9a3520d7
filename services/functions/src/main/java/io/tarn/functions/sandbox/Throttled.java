package io.tarn.functions.sandbox;

/** No sandbox is free and none may be started; nothing has run. */
public final class Throttled extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  Throttled(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** AWS's reason, e.g. {@code ReservedFunctionConcurrentInvocationLimitExceeded}. */
  public String reason() {
    return reason;
  }
}

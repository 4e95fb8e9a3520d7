package io.tarn.kernel;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A caller's mistake, or a refusal, as it will stand on the wire: AWS's code, the HTTP status, a
 * message that says what, which value and what now, and members that the error's shape carries
 * besides (for example {@code BucketName}). Carries no stack trace: it is an answer, not a fault.
 */
public final class ServiceError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;
  private final transient Map<String, Object> details;

  public ServiceError(ErrorCode code, String message) {
    this(code.code(), code.status(), message, Map.of());
  }

  public ServiceError(String code, int status, String message) {
    this(code, status, message, Map.of());
  }

  public ServiceError(String code, int status, String message, Map<String, Object> details) {
    super(requireNonNull(message, "message is null"), null, false, false);
    this.code = requireNonNull(code, "code is null");
    this.status = status;
    this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** The same error with one more member of the error's shape. */
  public ServiceError with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(details);
    more.put(member, value);
    return new ServiceError(code, status, message(), more);
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  public String message() {
    return requireNonNull(getMessage());
  }

  public Map<String, Object> details() {
    return details;
  }
}

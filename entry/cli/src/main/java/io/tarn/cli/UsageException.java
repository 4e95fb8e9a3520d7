package io.tarn.cli;

/** The command line cannot be understood; the message says which part. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}

package io.tarn.kernel;

/**
 * One of AWS's error codes with the HTTP status AWS gives it. Each room lists its own as an enum.
 */
public interface ErrorCode {
  /** AWS's name of the error, e.g. {@code NoSuchBucket}. */
  String code();

  /** The HTTP status the answer carries. */
  int status();
}

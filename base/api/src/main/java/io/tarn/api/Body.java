package io.tarn.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A streaming payload, read once. For a request: the decoded bytes, whose signatures, checksums and
 * length are verified while they are read; the last {@code read} throws a {@link
 * io.tarn.kernel.ServiceError} when they do not hold, so nothing may be made visible before the
 * stream has returned -1. For an answer: bytes that the pipeline sends and then closes, also when
 * the client goes away.
 */
public interface Body extends AutoCloseable {
  /** The number of decoded bytes, when it is known beforehand. */
  OptionalLong length();

  InputStream open() throws IOException;

  @Override
  void close();

  /** A body of bytes held in memory. */
  static Body of(byte[] bytes) {
    return new BytesBody(bytes);
  }
}

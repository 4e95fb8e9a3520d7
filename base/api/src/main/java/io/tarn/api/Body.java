package io.tarn.api;

import io.tarn.kernel.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

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

  /**
   * The checksums over the whole payload that its sender declared (in headers or a trailer) and
   * that were found right, in Base64. Complete only after the stream has returned -1.
   */
  default Map<Checksum, String> checksums() {
    return Map.of();
  }

  /** The checksums that {@link #checksums} will hold, known before the payload is read. */
  default Set<Checksum> declaredChecksums() {
    return Set.of();
  }

  @Override
  void close();

  /** A body of bytes held in memory. */
  static Body of(byte[] bytes) {
    return new BytesBody(bytes);
  }
}

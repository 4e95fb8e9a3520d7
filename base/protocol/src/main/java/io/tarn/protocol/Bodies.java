package io.tarn.protocol;

import io.tarn.api.Body;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;

/** Bodies that are read whole, and their limits. */
final class Bodies {
  /** AWS's largest: a function's zip of 50 MB in Base64, with room for the rest. */
  static final int LENGTH_MAX = 72 * 1024 * 1024;

  /** How deep documents may nest. */
  static final int DEPTH_MAX = 200;

  private Bodies() {}

  /** Reads and closes. */
  static byte[] read(Body body) throws IOException {
    try (body;
        InputStream bytes = body.open()) {
      if (body.length().isPresent() && body.length().getAsLong() > LENGTH_MAX) {
        throw tooLarge();
      }
      byte[] read = bytes.readNBytes(LENGTH_MAX + 1);
      if (read.length > LENGTH_MAX) {
        throw tooLarge();
      }
      return read;
    }
  }

  private static ServiceError tooLarge() {
    return new ServiceError(
        "RequestEntityTooLargeException",
        413,
        "The request is longer than " + LENGTH_MAX + " bytes");
  }
}

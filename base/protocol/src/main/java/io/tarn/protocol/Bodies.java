package io.tarn.protocol;

import io.tarn.api.Body;
import io.tarn.api.BytesBody;
import io.tarn.api.JsonForm;
import io.tarn.kernel.ServiceError;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Bodies that are read whole, and their limits. */
public final class Bodies {
  /** AWS's largest: a function's zip of 50 MB in Base64, with room for the rest. */
  static final int LENGTH_MAX = 72 * 1024 * 1024;

  /** How deep documents may nest. */
  static final int DEPTH_MAX = 200;

  private Bodies() {}

  /**
   * A request's body as it comes from the connection, whole, because a signature covers its hash.
   * The codecs read what is returned here without another copy.
   *
   * @throws ServiceError RequestEntityTooLargeException 413 above 72 MiB
   */
  public static byte[] readWhole(InputStream raw) throws IOException {
    byte[] read = raw.readNBytes(LENGTH_MAX + 1);
    if (read.length > LENGTH_MAX) {
      throw tooLarge();
    }
    return read;
  }

  /** Reads and closes; bytes that are in memory already are not copied. */
  static byte[] read(Body body) throws IOException {
    if (body instanceof BytesBody whole && whole.bytes().length <= LENGTH_MAX) {
      return whole.bytes();
    }
    try (body;
        InputStream bytes = body.open()) {
      if (body.length().isPresent() && body.length().getAsLong() > LENGTH_MAX) {
        throw tooLarge();
      }
      return readWhole(bytes);
    }
  }

  /** A request's body, unpacked where the client has compressed it. */
  static byte[] read(Wire.Request request) throws IOException {
    return read(decoded(request));
  }

  /**
   * The body of a request as the operation means it. Only gzip as the last encoding is undone; what
   * it unpacks to has the same limit.
   */
  static Body decoded(Wire.Request request) throws IOException {
    String encoding = request.head().headers().joined("Content-Encoding");
    boolean zipped = encoding != null && encoding.strip().toLowerCase(Locale.ROOT).endsWith("gzip");
    if (!zipped) {
      return request.body();
    }
    byte[] packed = read(request.body());
    try (GZIPInputStream bytes = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return Body.of(readWhole(bytes));
    } catch (ZipException | EOFException e) {
      throw JsonForm.serialization("The body is not gzip, as Content-Encoding says it is");
    }
  }

  private static ServiceError tooLarge() {
    return new ServiceError(
        "RequestEntityTooLargeException",
        413,
        "The request is longer than " + LENGTH_MAX + " bytes");
  }
}

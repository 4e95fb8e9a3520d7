package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content coding aws-chunked and checks the chain of chunk signatures. A chunk's bytes
 * are handed on before its signature is known, which is why nothing may be made visible before the
 * end. Source: S3 API Reference, "Signature calculations for the authorization header: transferring
 * a payload in multiple chunks", and the same "with trailing headers".
 */
final class AwsChunkedInput extends InputStream {
  private static final int LINE_MAX = 8192;
  private static final int CHUNK_MIN = 8192;
  private static final int TRAILERS_MAX = 32;

  private final InputStream raw;
  private final @Nullable ChunkSigning signing;
  private final boolean trailer;
  private final byte[] buffer = new byte[8192];
  private int position;
  private int limit;

  private long left;
  private long chunkSize = -1;
  private boolean ended;
  private String previous;
  private String signature = "";
  private @Nullable MessageDigest chunkHash;
  private final Map<String, String> trailers = new LinkedHashMap<>();

  AwsChunkedInput(InputStream raw, @Nullable ChunkSigning signing, boolean trailer) {
    this.raw = requireNonNull(raw, "raw is null");
    this.signing = signing;
    this.trailer = trailer;
    this.previous = signing == null ? "" : signing.seed();
  }

  /** The trailing headers by lower-case name, once the stream has ended. */
  Map<String, String> trailers() {
    return Collections.unmodifiableMap(trailers);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended && left == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int n = fill(target, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw truncated();
    }
    if (chunkHash != null) {
      chunkHash.update(target, offset, n);
    }
    left -= n;
    if (left == 0) {
      endChunk();
    }
    return n;
  }

  private void nextChunk() throws IOException {
    String line = line();
    int semicolon = line.indexOf(';');
    String sizeText = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    long size;
    try {
      if (sizeText.isEmpty() || sizeText.length() > 15 || sizeText.charAt(0) == '-') {
        throw new NumberFormatException(sizeText);
      }
      size = Long.parseLong(sizeText, 16);
    } catch (NumberFormatException e) {
      throw new ServiceError(
          "InvalidRequest", 400, "The chunk size is not a hexadecimal number: " + sizeText);
    }
    if (signing != null) {
      String extension = semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
      if (!extension.startsWith("chunk-signature=")) {
        throw new ServiceError(
            "SignatureDoesNotMatch",
            403,
            "A chunk carries no chunk-signature although the"
                + " payload was declared as signed in chunks.");
      }
      signature = extension.substring("chunk-signature=".length()).strip();
      if (size > 0 && chunkSize >= 0 && chunkSize < CHUNK_MIN) {
        throw new ServiceError(
            "InvalidChunkSizeError",
            403,
            "Only the last chunk is allowed to have a size less than 8192 bytes");
      }
      chunkHash = Hashes.sha256();
    }
    chunkSize = size;
    left = size;
    if (size == 0) {
      checkChunk();
      readEnd();
      ended = true;
    }
  }

  private void endChunk() throws IOException {
    checkChunk();
    if (!line().isEmpty()) {
      throw new ServiceError(
          "IncompleteBody", 400, "A chunk is longer than its size says: no line end behind it.");
    }
  }

  private void checkChunk() {
    if (signing == null || chunkHash == null) {
      return;
    }
    String sha256 = Hashes.HEX.formatHex(chunkHash.digest());
    if (!signing.isChunk(previous, sha256, signature)) {
      throw Refusal.mismatch(Dialect.S3);
    }
    previous = signing.next(signature);
  }

  private void readEnd() throws IOException {
    StringBuilder canonical = new StringBuilder();
    String trailerSignature = null;
    for (String line = lineOrEnd(); line != null && !line.isEmpty(); line = lineOrEnd()) {
      int colon = line.indexOf(':');
      if (colon <= 0 || trailers.size() >= TRAILERS_MAX || !trailer) {
        throw malformedTrailer();
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("x-amz-trailer-signature")) {
        trailerSignature = value;
      } else {
        if (trailerSignature != null || trailers.put(name, value) != null) {
          throw malformedTrailer();
        }
        canonical.append(name).append(':').append(value).append('\n');
      }
    }
    if (signing != null && trailer) {
      if (trailerSignature == null
          || !signing.isTrailer(
              previous, Hashes.sha256Hex(canonical.toString()), trailerSignature)) {
        throw Refusal.mismatch(Dialect.S3);
      }
    }
    int rest = position < limit ? 1 : raw.read(buffer, 0, 1);
    if (rest > 0) {
      throw new ServiceError(
          "InvalidRequest", 400, "There are bytes behind the last chunk of the body.");
    }
  }

  static ServiceError malformedTrailer() {
    return new ServiceError(
        "MalformedTrailerError",
        400,
        "The request contained trailing data that was not well-formed or did not conform to our"
            + " published schema.");
  }

  static ServiceError truncated() {
    return new ServiceError(
        "IncompleteBody",
        400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header or"
            + " the body's chunks.");
  }

  private String line() throws IOException {
    String line = lineOrEnd();
    if (line == null) {
      throw truncated();
    }
    return line;
  }

  private @Nullable String lineOrEnd() throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      if (position == limit) {
        limit = Math.max(0, raw.read(buffer, 0, buffer.length));
        position = 0;
        if (limit == 0) {
          if (text.isEmpty()) {
            return null;
          }
          throw truncated();
        }
      }
      char c = (char) (buffer[position++] & 0xFF);
      if (c == '\n') {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\r') {
          text.setLength(end - 1);
        }
        return text.toString();
      }
      if (text.length() >= LINE_MAX) {
        throw new ServiceError("InvalidRequest", 400, "A line of the chunked body is too long.");
      }
      text.append(c);
    }
  }

  private int fill(byte[] target, int offset, int length) throws IOException {
    if (position < limit) {
      int n = Math.min(length, limit - position);
      System.arraycopy(buffer, position, target, offset, n);
      position += n;
      return n;
    }
    if (length >= buffer.length) {
      return raw.read(target, offset, length);
    }
    limit = Math.max(0, raw.read(buffer, 0, buffer.length));
    position = 0;
    return limit == 0 ? -1 : fill(target, offset, length);
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}

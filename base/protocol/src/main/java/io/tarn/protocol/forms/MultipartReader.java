package io.tarn.protocol.forms;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A multipart body part by part, in one buffer however long a part is. Not thread-safe. Source: RFC
 * 2046, section 5.1; RFC 7578.
 */
final class MultipartReader {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final byte[] delimiter;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;

  /** Up to here the buffer is known to hold nothing of a delimiter. */
  private int clean;

  private long consumed;

  MultipartReader(InputStream in, String boundary) {
    this.in = requireNonNull(in, "in is null");
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter has no line before it.
    buffer[to++] = '\r';
    buffer[to++] = '\n';
  }

  /** Bytes of the body that have been given out or passed over so far. */
  long consumed() {
    return consumed;
  }

  /**
   * Bytes of the part under way.
   *
   * @return -1 once its delimiter has been passed
   */
  int read(byte[] bytes, int offset, int length) throws IOException {
    while (from >= clean) {
      int at = find();
      if (at == from) {
        advance(delimiter.length);
        return -1;
      }
      clean = at > 0 ? at : Math.max(from, to - delimiter.length + 1);
      if (from >= clean && !fill()) {
        throw FormErrors.malformed();
      }
    }
    int n = Math.min(length, clean - from);
    System.arraycopy(buffer, from, bytes, offset, n);
    advance(n);
    return n;
  }

  /** A whole part that is expected to be short. */
  byte[] readShort(int max) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] some = new byte[1024];
    for (int n = read(some, 0, some.length); n >= 0; n = read(some, 0, some.length)) {
      bytes.write(some, 0, n);
      if (bytes.size() > max) {
        throw FormErrors.tooManyFields(max);
      }
    }
    return bytes.toByteArray();
  }

  /** Behind a delimiter: whether another part follows. */
  boolean hasPart() throws IOException {
    int c = next();
    if (c == '-') {
      if (next() != '-') {
        throw FormErrors.malformed();
      }
      return false;
    }
    while (c == ' ' || c == '\t') {
      c = next();
    }
    if (c != '\r' || next() != '\n') {
      throw FormErrors.malformed();
    }
    return true;
  }

  /** One line of a part's head, without its end; empty behind the last one. */
  byte[] line(int max) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = next(); c != '\n'; c = next()) {
      line.write(c);
      if (line.size() > max) {
        throw FormErrors.tooManyFields(max);
      }
    }
    byte[] bytes = line.toByteArray();
    if (bytes.length == 0 || bytes[bytes.length - 1] != '\r') {
      throw FormErrors.malformed();
    }
    return Arrays.copyOf(bytes, bytes.length - 1);
  }

  private int next() throws IOException {
    if (from == to && !fill()) {
      throw FormErrors.malformed();
    }
    int c = buffer[from] & 0xff;
    advance(1);
    return c;
  }

  private void advance(int n) {
    from += n;
    consumed += n;
  }

  /** Where the next delimiter begins, or -1. */
  private int find() {
    for (int i = from; i <= to - delimiter.length; i++) {
      if (buffer[i] == '\r'
          && Arrays.equals(buffer, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Makes room and reads on; false at the end of the body. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    clean = Math.max(0, clean - from);
    from = 0;
    int n = in.read(buffer, to, buffer.length - to);
    if (n > 0) {
      to += n;
    }
    return n >= 0;
  }
}

package io.tarn.catalog.inference;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the variable-length numbers of Avro and Protocol Buffers out of bytes. Used by one thread.
 */
final class Varints {
  private final byte[] bytes;
  private final int end;
  private int at;

  Varints(byte[] bytes, int from, int to) throws IOException {
    if (from < 0 || to > bytes.length || from > to) {
      throw new EOFException("ends too early");
    }
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean hasMore() {
    return at < end;
  }

  int position() {
    return at;
  }

  /** Protocol Buffers' varint. */
  long unsigned() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new EOFException("ends inside a number");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IOException("a number is longer than 64 bits");
  }

  /** Avro's zigzag form. */
  long signed() throws IOException {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  /** The place of the next bytes of this length, which are passed over. */
  int skip(long length) throws IOException {
    if (length < 0 || length > end - at) {
      throw new EOFException("ends inside a value");
    }
    int from = at;
    at += (int) length;
    return from;
  }

  String text(long length) throws IOException {
    int from = skip(length);
    return new String(bytes, from, at - from, StandardCharsets.UTF_8);
  }

  /** The next bytes of this length as numbers of their own. */
  Varints inner(long length) throws IOException {
    int from = skip(length);
    return new Varints(bytes, from, at);
  }
}

package io.tarn.server.query;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** A buffer of a column while it grows: numbers with their lowest byte first, bits, and bytes. */
final class ArrowBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int bits;
  private int pending;

  void number(long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes.write((int) (value >> (8 * i)));
    }
  }

  /**
   * @throws ArithmeticException when the number has more bytes
   */
  void number(BigInteger value, int width) {
    byte[] big = value.toByteArray();
    if (big.length > width) {
      throw new ArithmeticException(value + " has more than " + width * 8 + " bits");
    }
    for (int i = 0; i < width; i++) {
      bytes.write(i < big.length ? big[big.length - 1 - i] : value.signum() >> 1);
    }
  }

  void bit(boolean set) {
    if (set) {
      pending |= 1 << (bits % Byte.SIZE);
    }
    bits++;
    if (bits % Byte.SIZE == 0) {
      bytes.write(pending);
      pending = 0;
    }
  }

  void bytes(byte[] more) {
    bytes.writeBytes(more);
  }

  int size() {
    return bytes.size();
  }

  /** What has been written, its last bits filled up to a byte. */
  byte[] take() {
    if (bits % Byte.SIZE != 0) {
      bytes.write(pending);
    }
    return bytes.toByteArray();
  }
}

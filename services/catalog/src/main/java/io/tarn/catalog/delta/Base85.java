package io.tarn.catalog.delta;

import java.nio.ByteBuffer;

/** Bytes as text of 85 characters, five for every four. Source: ZeroMQ RFC 32, "Z85". */
final class Base85 {
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  private static final int CHARS = 5;

  private Base85() {}

  /**
   * @throws IllegalArgumentException for what is no such text
   */
  static byte[] decode(String text) {
    if (text.length() % CHARS != 0) {
      throw new IllegalArgumentException(text.length() + " characters are no Z85");
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length() / CHARS * Integer.BYTES);
    for (int from = 0; from < text.length(); from += CHARS) {
      long value = 0;
      for (int i = from; i < from + CHARS; i++) {
        int digit = DIGITS.indexOf(text.charAt(i));
        if (digit < 0) {
          throw new IllegalArgumentException("No character of Z85: " + text.charAt(i));
        }
        value = value * DIGITS.length() + digit;
      }
      if (value > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException("No number of four bytes");
      }
      bytes.putInt((int) value);
    }
    return bytes.array();
  }
}

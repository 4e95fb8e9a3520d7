package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How bytes are text: found by a byte order mark, by where zero bytes stand, or by being valid
 * UTF-8; what is neither and holds no control bytes is read as ISO-8859-1, where every byte is a
 * character.
 *
 * @param markLength bytes of the byte order mark
 * @param plain whether only ASCII was met, which many encodings read alike
 * @param why what decided, for a log
 */
public record TextEncoding(Charset charset, int markLength, boolean plain, String why) {
  private static final int LOOK = 65_536;
  private static final double ZEROS_OF_UTF16 = 0.3;

  public TextEncoding {
    requireNonNull(charset, "charset is null");
    requireNonNull(why, "why is null");
  }

  /** The encoding of a file that begins with these bytes; absent when they are no text. */
  static Optional<TextEncoding> find(byte[] head) {
    if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
      return Optional.of(of(StandardCharsets.UTF_8, 3, "a UTF-8 byte order mark"));
    }
    if (startsWith(head, 0xFF, 0xFE)) {
      return Optional.of(of(StandardCharsets.UTF_16LE, 2, "a UTF-16 byte order mark"));
    }
    if (startsWith(head, 0xFE, 0xFF)) {
      return Optional.of(of(StandardCharsets.UTF_16BE, 2, "a UTF-16 byte order mark"));
    }
    int length = Math.min(head.length, LOOK);
    int evenZeros = 0;
    int oddZeros = 0;
    int controls = 0;
    for (int i = 0; i < length; i++) {
      int b = head[i] & 0xFF;
      if (b == 0 && (i & 1) == 0) {
        evenZeros++;
      } else if (b == 0) {
        oddZeros++;
      } else if (b < 0x20 && !isTextControl(b)) {
        controls++;
      }
    }
    // UTF-16 has an even number of bytes; a few stray zeros in a short file are no evidence of it.
    boolean even = length % 2 == 0;
    if (even && oddZeros > length / 2 * ZEROS_OF_UTF16 && evenZeros == 0) {
      return Optional.of(of(StandardCharsets.UTF_16LE, 0, "zero bytes at odd places"));
    }
    if (even && evenZeros > length / 2 * ZEROS_OF_UTF16 && oddZeros == 0) {
      return Optional.of(of(StandardCharsets.UTF_16BE, 0, "zero bytes at even places"));
    }
    if (evenZeros + oddZeros > 0 || controls > length / 100) {
      return Optional.empty();
    }
    if (isAscii(head)) {
      return Optional.of(new TextEncoding(StandardCharsets.UTF_8, 0, true, "valid UTF-8"));
    }
    return Optional.of(
        isUtf8(head)
            ? of(StandardCharsets.UTF_8, 0, "valid UTF-8")
            : of(StandardCharsets.ISO_8859_1, 0, "bytes that are not valid UTF-8"));
  }

  String decode(byte[] bytes, int from) {
    return new String(bytes, from, bytes.length - from, charset);
  }

  /** Whether one reader reads both. */
  boolean agreesWith(TextEncoding other) {
    boolean wide = charset.name().startsWith("UTF-16");
    boolean otherWide = other.charset.name().startsWith("UTF-16");
    return charset.equals(other.charset) || ((plain || other.plain) && !wide && !otherWide);
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** ctrl-A, ctrl-B and the unit separator are delimiters of Hive's own files. */
  private static boolean isTextControl(int b) {
    return b == '\t' || b == '\n' || b == '\r' || b == '\f' || b == 1 || b == 2 || b == 0x1F
        || b == 0x1E;
  }

  /** A sample may end in the middle of a character: that is no fault of the file. */
  private static boolean isUtf8(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    try {
      var result =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(in, out, false);
      if (result.isError()) {
        result.throwException();
      }
      return in.remaining() < 4;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static TextEncoding of(Charset charset, int mark, String why) {
    return new TextEncoding(charset, mark, false, why);
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}

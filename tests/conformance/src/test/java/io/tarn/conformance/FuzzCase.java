package io.tarn.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One request as it goes over the wire.
 *
 * @param operation what it was before it was made wrong
 */
@SuppressWarnings("ArrayRecordComponent")
record FuzzCase(Kind kind, String service, String operation, byte[] bytes) {
  private static final int SHOWN_MAX = 1_500;

  enum Kind {
    /** Nothing wrong with it but, now and then, its values. */
    VALID,
    /** Made wrong, then signed: the signature holds. */
    BEFORE,
    /** Signed, then made wrong: the signature holds only where the change means nothing. */
    AFTER,
    /** Signed by somebody else, or not at all. */
    FORGED
  }

  boolean isHead() {
    return bytes.length > 4 && new String(bytes, 0, 5, StandardCharsets.US_ASCII).equals("HEAD ");
  }

  @Override
  public String toString() {
    byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_MAX));
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return "%s %s %s\n%s".formatted(kind, service, operation, text);
  }
}

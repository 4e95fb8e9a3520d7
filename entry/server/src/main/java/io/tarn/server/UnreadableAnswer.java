package io.tarn.server;

import java.io.IOException;

/**
 * Bytes that an answer was to hold could not be read: they are missing, damaged, or their store
 * does not answer. The fault is the lake's and not the client's.
 */
final class UnreadableAnswer extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableAnswer(long sent, Exception cause) {
    super("its bytes could not be read on after " + sent + ": " + cause, cause);
  }
}

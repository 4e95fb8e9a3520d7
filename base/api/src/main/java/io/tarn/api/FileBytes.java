package io.tarn.api;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * What a body's stream is besides where its next bytes lie in a file: from there they can go to a
 * socket without passing through this process.
 */
public interface FileBytes {
  /**
   * Sends the next bytes of the stream.
   *
   * @param most how many at most
   * @return how many went; 0 when the target takes none now, and when only reading can go on
   */
  long sendTo(WritableByteChannel target, long most) throws IOException;
}

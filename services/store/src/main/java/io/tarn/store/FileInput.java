package io.tarn.store;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** So many bytes of a stream; it is a fault when the stream ends before. */
final class Bounded extends InputStream {
  private final InputStream source;
  private long left;

  Bounded(InputStream source, long length) {
    this.source = requireNonNull(source, "source is null");
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = source.read(target, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("A blob ends " + left + " bytes before its time");
    }
    left -= n;
    return n;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}

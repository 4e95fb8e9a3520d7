package io.tarn.store.crypt;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Opens a range of sealed bytes, chunk by chunk; no byte is given out before its chunk proved. */
final class ChunkInput extends InputStream {
  private final InputStream source;
  private final Chunks chunks;
  private final long size;
  private final byte[] sealed = new byte[Chunks.SEALED];
  private final byte[] plain = new byte[Chunks.PLAIN];
  private long number;
  private int from;
  private int to;
  private int skip;
  private long left;

  /**
   * @param source the sealed bytes from the beginning of the chunk that holds the offset
   * @param size of the whole blob, not sealed
   */
  ChunkInput(InputStream source, Chunks chunks, long size, long offset, long length) {
    this.source = requireNonNull(source, "source is null");
    this.chunks = requireNonNull(chunks, "chunks is null");
    this.size = size;
    this.number = offset / Chunks.PLAIN;
    this.skip = (int) (offset % Chunks.PLAIN);
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
    if (length == 0) {
      return 0;
    }
    if (from == to) {
      next();
    }
    int n = (int) Math.min(Math.min(length, to - from), left);
    System.arraycopy(plain, from, target, offset, n);
    from += n;
    left -= n;
    return n;
  }

  private void next() throws IOException {
    long begin = number * Chunks.PLAIN;
    int expected = (int) Math.min(Chunks.PLAIN, size - begin);
    int wanted = expected + Aes.TAG_BYTES;
    int n = source.readNBytes(sealed, 0, wanted);
    if (n < wanted) {
      throw new EOFException("Sealed bytes end " + (wanted - n) + " bytes before their time");
    }
    boolean last = number == Chunks.count(size) - 1;
    to = chunks.open(number, last, sealed, wanted, plain);
    from = skip;
    skip = 0;
    number++;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}

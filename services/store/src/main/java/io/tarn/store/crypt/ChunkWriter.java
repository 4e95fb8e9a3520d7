package io.tarn.store.crypt;

import static java.util.Objects.requireNonNull;

import io.tarn.store.spi.BlobStore;
import java.io.IOException;

/** Seals what is written, chunk by chunk, on its way to a blob. */
final class ChunkWriter implements BlobStore.Writer {
  private final BlobStore.Writer target;
  private final Chunks chunks;
  private final byte[] plain = new byte[Chunks.PLAIN];
  private final byte[] sealed = new byte[Chunks.SEALED];
  private int filled;
  private long number;

  ChunkWriter(BlobStore.Writer target, Chunks chunks) {
    this.target = requireNonNull(target, "target is null");
    this.chunks = requireNonNull(chunks, "chunks is null");
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      // A full chunk waits for the next byte: only then is it known not to be the last.
      if (filled == Chunks.PLAIN) {
        seal(false);
      }
      int n = Math.min(left, Chunks.PLAIN - filled);
      System.arraycopy(bytes, from, plain, filled, n);
      filled += n;
      from += n;
      left -= n;
    }
  }

  private void seal(boolean last) throws IOException {
    int n = chunks.seal(number, last, plain, filled, sealed);
    target.write(sealed, 0, n);
    number++;
    filled = 0;
  }

  @Override
  public void finish() throws IOException {
    seal(true);
    target.finish();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}

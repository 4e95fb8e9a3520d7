package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Writes a blob and knows what was written. It stands below any encryption. */
public final class KeptWriter implements BlobStore.Writer {
  private final BlobStore.Writer target;
  private final CRC32C crc = new CRC32C();
  private long length;

  public KeptWriter(BlobStore.Writer target) {
    this.target = requireNonNull(target, "target is null");
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    target.write(bytes, offset, count);
    crc.update(bytes, offset, count);
    length += count;
  }

  @Override
  public void finish() throws IOException {
    target.finish();
  }

  /** What has been written so far. */
  public Kept kept() {
    return new Kept(length, crc.getValue());
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}

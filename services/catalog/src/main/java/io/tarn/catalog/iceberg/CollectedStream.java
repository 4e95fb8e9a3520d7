package io.tarn.catalog.iceberg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.iceberg.io.PositionOutputStream;

/** A small file under construction: handed over whole when it is closed, once. */
public final class CollectedStream extends PositionOutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Taker taker;
  private boolean closed;

  /** Gets the file's bytes. */
  @FunctionalInterface
  public interface Taker {
    void take(byte[] bytes) throws IOException;
  }

  public CollectedStream(Taker taker) {
    this.taker = taker;
  }

  @Override
  public void write(int one) {
    bytes.write(one);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    bytes.write(from, offset, length);
  }

  @Override
  public long getPos() {
    return bytes.size();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      taker.take(bytes.toByteArray());
    }
  }
}

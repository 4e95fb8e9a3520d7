package io.tarn.store;

import io.tarn.api.Body;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body under way, whose faults are told from those of the disk it is written to. Bytes of the
 * lake's own (the source of a copy) come from the disk too.
 */
final class BodyInput extends FilterInputStream {
  private final boolean ours;

  /** The sender broke off, or what he sent cannot be read. */
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    Broken(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  BodyInput(Body body) throws IOException {
    super(open(body));
    this.ours = isOurs(body);
  }

  private static boolean isOurs(Body body) {
    return body instanceof StoredBody;
  }

  private static InputStream open(Body body) throws IOException {
    try {
      return body.open();
    } catch (IOException e) {
      throw isOurs(body) ? e : new Broken(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (IOException e) {
      throw ours ? e : new Broken(e);
    }
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.FileBytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * So many bytes of a file; it is a fault when the file ends before. A channel too, and one that
 * sends by itself, so that whoever sends them on need not have them on the heap.
 */
final class FileInput extends InputStream implements ReadableByteChannel, FileBytes {
  private final FileChannel file;
  private long place;
  private long left;

  /**
   * @param file closed with this
   */
  FileInput(FileChannel file, long offset, long length) {
    this.file = requireNonNull(file, "file is null");
    this.place = offset;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return read(ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (left == 0) {
      return -1;
    }
    int limit = target.limit();
    target.limit((int) Math.min(limit, target.position() + left));
    int n = file.read(target, place);
    target.limit(limit);
    if (n < 0) {
      throw new EOFException("A blob ends " + left + " bytes before its time");
    }
    place += n;
    left -= n;
    return n;
  }

  @Override
  public long sendTo(WritableByteChannel target, long most) throws IOException {
    long n = file.transferTo(place, Math.min(left, most), target);
    place += n;
    left -= n;
    return n;
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

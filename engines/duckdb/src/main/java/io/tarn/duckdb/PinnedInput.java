package io.tarn.duckdb;

import io.tarn.sql.spi.SourceFile;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoInput;
import io.trino.filesystem.TrinoInputFile;
import io.trino.filesystem.TrinoInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** A pinned object as Trino's readers want it: the object's name, the local file's bytes. */
final class PinnedInput implements TrinoInputFile {
  private final SourceFile file;

  PinnedInput(SourceFile file) {
    this.file = file;
  }

  @Override
  public TrinoInput newInput() throws IOException {
    return new Input(FileChannel.open(file.path(), StandardOpenOption.READ));
  }

  @Override
  public TrinoInputStream newStream() throws IOException {
    return new Stream(FileChannel.open(file.path(), StandardOpenOption.READ));
  }

  @Override
  public long length() throws IOException {
    return Files.size(file.path());
  }

  @Override
  public Instant lastModified() {
    return file.modified();
  }

  @Override
  public boolean exists() {
    return Files.exists(file.path());
  }

  @Override
  public Location location() {
    return Location.of(file.uri());
  }

  /** Fills the buffer from a place of the file. */
  static void readFully(FileChannel channel, long position, byte[] bytes, int offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new EOFException("The file ends before byte " + (position + length));
      }
      at += read;
    }
  }

  private record Input(FileChannel channel) implements TrinoInput {
    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      PinnedInput.readFully(channel, position, buffer, offset, length);
    }

    @Override
    public int readTail(byte[] buffer, int offset, int length) throws IOException {
      int count = (int) Math.min(length, channel.size());
      PinnedInput.readFully(channel, channel.size() - count, buffer, offset, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class Stream extends TrinoInputStream {
    private final FileChannel channel;

    Stream(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPosition() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      if (position < 0 || position > channel.size()) {
        throw new IOException("No byte " + position + " in a file of " + channel.size());
      }
      channel.position(position);
    }

    /** What is skipped is not read, as it would be by default. */
    @Override
    public long skip(long count) throws IOException {
      long from = channel.position();
      long to = Math.clamp(from + Math.max(0, count), from, Math.max(from, channel.size()));
      channel.position(to);
      return to - from;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(Integer.MAX_VALUE, channel.size() - channel.position());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

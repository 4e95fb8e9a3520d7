package io.tarn.server;

import io.tarn.api.Body;
import io.tarn.api.FileBytes;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.eclipse.jetty.server.Response;

/**
 * The bytes of an answer, one buffer at a time. The first buffer is read before anything has been
 * sent, so that bytes which are missing altogether are still told as an error. Large bodies that
 * can be read so go through a buffer outside the heap.
 */
final class AnswerBytes implements AutoCloseable {
  private static final int SMALL = 64 * 1024;

  /** What waits for a socket to take more; the smaller, the less goes the longer way. */
  private static final int WAITING = 16 * 1024;

  private final InputStream source;
  private final OptionalLong length;
  private final ByteBuffer buffer;
  private long before;
  private boolean ended;

  private AnswerBytes(InputStream source, OptionalLong length) {
    this.source = source;
    this.length = length;
    int size = (int) Math.min(SMALL, Math.max(1, length.orElse(SMALL)));
    this.buffer =
        size == SMALL && source instanceof ReadableByteChannel
            ? DirectBuffers.take()
            : ByteBuffer.allocate(size);
  }

  /**
   * @throws UnreadableAnswer when the first bytes cannot be read
   */
  static AnswerBytes open(Body body) throws IOException {
    OptionalLong length = body.length();
    AnswerBytes bytes;
    try {
      boolean empty = length.isPresent() && length.getAsLong() == 0;
      bytes = new AnswerBytes(empty ? InputStream.nullInputStream() : body.open(), length);
    } catch (IOException | RuntimeException e) {
      throw fault(0, e);
    }
    try {
      bytes.next();
      return bytes;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** The next bytes of the answer; empty after the last. Whoever takes it sends all of it. */
  ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Fills the buffer again.
   *
   * @throws UnreadableAnswer when bytes cannot be read, or there are fewer than was said
   */
  void next() throws IOException {
    fill(buffer.capacity());
  }

  private void fill(int most) throws IOException {
    buffer.clear().limit(most);
    try {
      read();
    } catch (IOException | RuntimeException e) {
      throw fault(before, e);
    }
    buffer.flip();
    before += buffer.limit();
    ended = !buffer.hasRemaining();
    if (ended && length.isPresent() && before < length.getAsLong()) {
      throw new UnreadableAnswer(
          before, new IOException((length.getAsLong() - before) + " bytes are missing"));
    }
  }

  private void read() throws IOException {
    if (buffer.isDirect() && source instanceof ReadableByteChannel channel) {
      channel.read(buffer);
    } else {
      // Of unknown length is what is still being made: it goes on as it comes.
      int read =
          length.isPresent()
              ? source.readNBytes(buffer.array(), 0, buffer.limit())
              : source.read(buffer.array(), 0, buffer.limit());
      buffer.position(Math.max(0, read));
    }
  }

  /**
   * Sends past this process what the client's socket takes at once, and fills the buffer with what
   * goes the usual way then, which waits until the socket takes more.
   */
  void next(PastJetty past, Response response) throws IOException {
    if (buffer.isDirect() && source instanceof FileBytes file) {
      before += past.send(file, response);
      fill(WAITING);
    } else {
      next();
    }
  }

  private static IOException fault(long sent, Exception cause) {
    if (cause instanceof ServiceError refusal && sent == 0) {
      // It has a word of its own for the client, who has not been answered yet.
      throw refusal;
    }
    return cause instanceof ClosedByInterruptException interrupted
        ? interrupted
        : new UnreadableAnswer(sent, cause);
  }

  @Override
  public void close() throws IOException {
    // One that a broken write may still look at is left to the collector.
    if (ended && buffer.isDirect()) {
      DirectBuffers.giveBack(buffer);
    }
    source.close();
  }
}

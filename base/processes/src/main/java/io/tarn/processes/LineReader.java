package io.tarn.processes;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a child's output line by line on a thread of its own, so that the child never waits for a
 * full pipe. Lines are UTF-8 without their line end; one longer than the bound arrives in pieces.
 * Bytes that are no UTF-8 become U+FFFD.
 */
public final class LineReader {
  private static final Logger log = LoggerFactory.getLogger(LineReader.class);
  private static final int STACK_BYTES = 256 << 10;

  private final InputStream stream;
  private final int lineMax;
  private final Consumer<String> lines;
  private final Thread thread;

  private LineReader(String name, InputStream stream, int lineMax, Consumer<String> lines) {
    this.stream = requireNonNull(stream, "stream is null");
    this.lineMax = lineMax;
    this.lines = requireNonNull(lines, "lines is null");
    this.thread = new Thread(null, this::run, name, STACK_BYTES);
    thread.setDaemon(true);
  }

  /**
   * @param lineMax the longest line in bytes
   * @param lines called on the reading thread; what it throws is logged and the line dropped
   */
  public static LineReader start(
      String name, InputStream stream, int lineMax, Consumer<String> lines) {
    LineReader reader = new LineReader(name, stream, lineMax, lines);
    reader.thread.start();
    return reader;
  }

  /** Waits for the end of the stream. */
  public void await() throws InterruptedException {
    thread.join();
  }

  private void run() {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            emit(line);
          } else {
            line.write(buffer[i]);
            if (line.size() >= lineMax) {
              emit(line);
            }
          }
        }
      }
    } catch (IOException e) {
      log.debug("A child's output broke off: {}", e.getMessage());
    }
    if (line.size() > 0) {
      emit(line);
    }
  }

  private void emit(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    try {
      lines.accept(text);
    } catch (RuntimeException e) {
      log.warn("A line of a child's output was dropped", e);
    }
  }
}

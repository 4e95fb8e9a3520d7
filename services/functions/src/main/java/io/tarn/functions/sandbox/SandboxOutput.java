package io.tarn.functions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tarn.kernel.LogSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one sandbox prints, as lines of its log stream. Marked lines come from the bootstrap: a
 * message that may hold line ends, or the end of an invocation's output. Thread-safe.
 */
final class SandboxOutput {
  private static final int TAIL_BYTES = 4096;
  private static final int BATCH = 500;

  private final String mark;
  private final int lineMax;
  private final InstantSource clock;
  private final LogShipper shipper;
  private final String region;
  private final String group;
  private final String stream;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Deque<String> tail = new ArrayDeque<>();
  private int tailBytes;
  private List<LogSink.Line> waiting = new ArrayList<>();
  private String lastEnd = "";

  SandboxOutput(
      String mark,
      int lineMax,
      InstantSource clock,
      LogShipper shipper,
      String region,
      String group,
      String stream) {
    this.mark = mark;
    this.lineMax = lineMax;
    this.clock = clock;
    this.shipper = shipper;
    this.region = region;
    this.group = group;
    this.stream = stream;
  }

  String stream() {
    return stream;
  }

  /** A raw line of the pipe, on the reading thread. */
  void line(String raw) {
    int at = raw.indexOf(mark);
    if (at < 0) {
      add(raw);
      return;
    }
    if (at > 0) {
      add(raw.substring(0, at));
    }
    String ours = raw.substring(at + mark.length());
    if (ours.startsWith("log ")) {
      add(unescape(ours.substring(4)));
    } else if (ours.startsWith("end ")) {
      lock.lock();
      try {
        lastEnd = ours.substring(4);
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private static String unescape(String json) {
    try {
      return Frame.JSON.readValue(json, String.class);
    } catch (JsonProcessingException e) {
      return json;
    }
  }

  void add(String message) {
    List<LogSink.Line> full = List.of();
    lock.lock();
    try {
      for (int from = 0; from == 0 || from < message.length(); from += lineMax) {
        String part = message.substring(from, Math.min(message.length(), from + lineMax));
        waiting.add(new LogSink.Line(clock.instant(), part));
        remember(part);
      }
      if (waiting.size() >= BATCH) {
        full = waiting;
        waiting = new ArrayList<>();
      }
    } finally {
      lock.unlock();
    }
    shipper.ship(region, group, stream, full);
  }

  private void remember(String message) {
    tail.addLast(message);
    tailBytes += message.length() + 1;
    while (tail.size() > 1 && tailBytes - tail.getFirst().length() - 1 >= TAIL_BYTES) {
      tailBytes -= tail.removeFirst().length() + 1;
    }
  }

  /** Begins the tail of a new invocation, which may have the id of the one before: a retry has. */
  void begin() {
    lock.lock();
    try {
      lastEnd = "";
      tail.clear();
      tailBytes = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The last 4 KB since {@link #begin}. */
  String tail() {
    lock.lock();
    try {
      byte[] bytes = (String.join("\n", tail) + "\n").getBytes(StandardCharsets.UTF_8);
      int from = Math.max(0, bytes.length - TAIL_BYTES);
      // A character must not be cut: continuation bytes begin with the bits 10.
      while (from > 0 && from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
        from++;
      }
      return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the bootstrap has said that an invocation's output is complete. */
  void awaitEnd(String id, Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!lastEnd.equals(id) && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  void flush() {
    List<LogSink.Line> lines;
    lock.lock();
    try {
      lines = waiting;
      waiting = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    shipper.ship(region, group, stream, lines);
  }

  /** The time unit AWS prints durations in. */
  static String millis(long nanos) {
    return String.format(java.util.Locale.ROOT, "%.2f", nanos / 1e6);
  }

  static long billed(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
  }
}

package io.tarn.functions.sandbox;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.LogSink;
import io.tarn.kernel.ServiceError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the functions' output to the log groups beside the invocations, in order. When it falls
 * behind, whoever writes waits, and in the end the child does: nothing piles up in memory.
 */
public final class LogShipper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogShipper.class);
  private static final int QUEUE = 256;
  private static final int TRIES = 8;
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final LogSink sink;
  private final BlockingQueue<Parcel> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean closed;

  /** Lines for one stream; or, without lines, somebody who waits for all before. */
  private record Parcel(
      String region, String group, String stream, List<LogSink.Line> lines, CountDownLatch done) {}

  public LogShipper(LogSink sink) {
    this.sink = requireNonNull(sink, "sink is null");
    this.thread = Thread.ofPlatform().daemon().name("functions-logs").unstarted(this::run);
    thread.start();
  }

  void ship(String region, String group, String stream, List<LogSink.Line> lines) {
    if (!lines.isEmpty()) {
      put(new Parcel(region, group, stream, List.copyOf(lines), new CountDownLatch(1)));
    }
  }

  /** Waits until everything given before is durable. */
  public void flush() {
    Parcel last = new Parcel("", "", "", List.of(), new CountDownLatch(1));
    put(last);
    try {
      if (!last.done().await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The functions' log lines are not written within {}", CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(Parcel parcel) {
    if (closed) {
      log.debug("Lines of {} come after the end", parcel.group());
      parcel.done().countDown();
      return;
    }
    try {
      queue.put(parcel);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      try {
        Parcel parcel = queue.take();
        if (!parcel.lines().isEmpty()) {
          send(parcel);
        }
        parcel.done().countDown();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void send(Parcel parcel) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        sink.append(parcel.region(), parcel.group(), parcel.stream(), parcel.lines());
        return;
      } catch (ServiceError e) {
        if (attempt == TRIES || e.status() != 503) {
          log.warn(
              "{} lines of {} are lost: {}", parcel.lines().size(), parcel.group(), e.toString());
          return;
        }
        TimeUnit.MILLISECONDS.sleep(10L << attempt);
      } catch (RuntimeException e) {
        log.warn("{} lines of {} are lost", parcel.lines().size(), parcel.group(), e);
        return;
      }
    }
  }

  @Override
  public void close() {
    flush();
    closed = true;
    thread.interrupt();
  }
}

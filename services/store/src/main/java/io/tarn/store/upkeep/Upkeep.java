package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.store.spi.BlobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the scrubber and the sweeper by themselves, each at its pace on a thread of its own. */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final Settings settings;
  private final Scrubber scrubber;
  private final Sweeper sweeper;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * How fast and how often.
   *
   * @param scrubBytes a second; 0 switches the scrubber off
   * @param scrubEvery from the beginning of a round to the next
   * @param sweepFiles looked at a second
   * @param sweepEvery from the end of a sweep to the next
   * @param delay after the start, so that this is nobody's first experience of the lake
   */
  public record Settings(
      long scrubBytes, Duration scrubEvery, long sweepFiles, Duration sweepEvery, Duration delay) {
    public static Settings standard() {
      return new Settings(
          8L << 20, Duration.ofDays(1), 5000, Duration.ofHours(1), Duration.ofSeconds(5));
    }

    /** The same with another rate of the scrubber. */
    public Settings withScrubBytes(long perSecond) {
      return new Settings(perSecond, scrubEvery, sweepFiles, sweepEvery, delay);
    }
  }

  public Upkeep(
      Ledger ledger,
      BlobStore blobs,
      LongPredicate staged,
      InstantSource clock,
      Settings settings) {
    this.settings = requireNonNull(settings, "settings is null");
    Pace.Waiting waiting = new UntilClosed();
    this.scrubber =
        new Scrubber(
            ledger,
            blobs,
            clock,
            new Pace(Math.max(1, settings.scrubBytes()), waiting),
            settings.scrubEvery());
    this.sweeper = new Sweeper(ledger, blobs, staged, new Pace(settings.sweepFiles(), waiting));
  }

  /** Waits that a closing lake cuts short. */
  private final class UntilClosed implements Pace.Waiting {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void pass(long nanos) throws InterruptedException {
      if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new InterruptedException("The lake closes");
      }
    }
  }

  public void start() {
    if (settings.scrubBytes() > 0) {
      begin("store-scrubber", this::scrub);
    }
    begin("store-sweeper", this::sweep);
  }

  @FunctionalInterface
  private interface Work {
    /** Returns how long to wait until the next time. */
    Duration run() throws InterruptedException;
  }

  private void begin(String name, Work work) {
    Thread.ofPlatform().name(name).daemon().start(() -> repeat(work));
  }

  private void repeat(Work work) {
    Duration pause = settings.delay();
    try {
      while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        pause = quietly(work);
      }
    } catch (InterruptedException e) {
      LOG.debug("{} ends with its lake", Thread.currentThread().getName());
    }
  }

  private Duration quietly(Work work) throws InterruptedException {
    try {
      return work.run();
    } catch (RuntimeException e) {
      if (closing.getCount() > 0) {
        LOG.warn("{} failed; it will try again", Thread.currentThread().getName(), e);
      }
      return Duration.ofMinutes(1);
    }
  }

  private Duration scrub() throws InterruptedException {
    return scrubber.step() ? Duration.ZERO : Duration.ofMinutes(1);
  }

  private Duration sweep() throws InterruptedException {
    sweeper.sweep();
    return settings.sweepEvery();
  }

  /** The scrubber, for who cannot wait for its turn. */
  public Scrubber scrubber() {
    return scrubber;
  }

  /** The sweeper, for who cannot wait for its turn. */
  public Sweeper sweeper() {
    return sweeper;
  }

  /** Values for the metrics, by their names there. */
  public Map<String, LongSupplier> gauges() {
    Map<String, LongSupplier> gauges = new TreeMap<>();
    gauges.put("tarn_store_scrubbed_bytes_total", scrubber::bytes);
    gauges.put("tarn_store_scrubbed_blobs_total", scrubber::blobs);
    gauges.put("tarn_store_scrub_rounds_total", scrubber::rounds);
    gauges.put("tarn_store_damaged_blobs", scrubber::damaged);
    gauges.put("tarn_store_sweeps_total", sweeper::sweeps);
    gauges.put("tarn_store_swept_files_total", sweeper::files);
    gauges.put("tarn_store_swept_bytes_total", sweeper::bytes);
    return gauges;
  }

  @Override
  public void close() {
    closing.countDown();
  }
}

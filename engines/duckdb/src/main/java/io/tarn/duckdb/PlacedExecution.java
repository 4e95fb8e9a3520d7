package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.ResultSink;
import io.tarn.sql.spi.WriteSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement that begins among its work group's small ones and moves into an instance of its own
 * when it turns out to be large: before it reads anything, by what it has to read, or when the
 * group's memory was not enough for it.
 */
final class PlacedExecution implements Execution {
  private final Instances instances;
  private final Maker maker;
  private final EngineQuery query;
  private final Path root;
  private final Instances.Lease lease;
  private final DuckExecution small;
  private @Nullable DuckExecution large;
  private @Nullable CompletableFuture<LargeLane> place;
  private boolean cancelled;

  PlacedExecution(Instances instances, Maker maker, EngineQuery query, Path root)
      throws SQLException {
    this.instances = instances;
    this.maker = maker;
    this.query = query;
    this.root = root;
    this.lease = instances.ofGroup(root, query.group());
    boolean made = false;
    try {
      this.small = maker.make(lease.instance(), query, true);
      made = true;
    } finally {
      if (!made) {
        lease.close();
      }
    }
  }

  /** Makes a statement ready in an instance. */
  @FunctionalInterface
  interface Maker {
    /**
     * Makes it.
     *
     * @param onlySmall whether it shall end with {@link LargeException} if it is large
     */
    DuckExecution make(Instance instance, EngineQuery query, boolean onlySmall) throws SQLException;
  }

  /** A statement is too large to run beside others; nothing has been read. */
  static final class LargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LargeException() {
      super("Needs an instance of its own", null, false, false);
    }
  }

  @Override
  public Scanned rows(ResultSink sink) {
    return run(execution -> execution.rows(sink));
  }

  @Override
  public Analyzed analyze(boolean json) {
    return run(execution -> execution.analyze(json));
  }

  @Override
  public Written write(WriteSpec spec) {
    return run(execution -> execution.write(spec));
  }

  @Override
  public Changed change(WriteSpec spec) {
    return run(execution -> execution.change(spec));
  }

  /** Runs a step where there is room for it. */
  private <T> T run(Function<DuckExecution, T> step) {
    try {
      return step.apply(small);
    } catch (LargeException e) {
      return runAlone(step, query);
    } catch (EngineException e) {
      if (!e.code().equals(EngineException.MEMORY)) {
        throw e;
      }
      // What the first try has written lies beside, and nobody will look at it.
      Path again = directory(query.directory().resolve("again"));
      return runAlone(
          step,
          new EngineQuery(query.plan(), query.files(), again, query.bytesMax(), query.group()));
    }
  }

  private static Path directory(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T runAlone(Function<DuckExecution, T> step, EngineQuery alone) {
    LargeLane lane = take();
    try {
      return lane.run(
          () -> {
            try (DuckExecution execution = maker.make(lane.instance(root), alone, false)) {
              started(execution);
              return step.apply(execution);
            }
          });
    } finally {
      instances.giveBack(lane);
    }
  }

  private LargeLane take() {
    CompletableFuture<LargeLane> wanted;
    synchronized (this) {
      if (cancelled) {
        throw cancelledException();
      }
      wanted = instances.lane();
      place = wanted;
    }
    try {
      return wanted.join();
    } catch (CancellationException e) {
      throw cancelledException();
    }
  }

  private static EngineException cancelledException() {
    return Failures.of(new SQLException(DuckExecution.INTERRUPT));
  }

  private synchronized void started(DuckExecution execution) {
    large = execution;
    if (cancelled) {
      execution.cancel();
    }
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    small.cancel();
    if (place != null) {
      place.cancel(false);
    }
    if (large != null) {
      large.cancel();
    }
  }

  @Override
  public void close() {
    try {
      small.close();
    } finally {
      lease.close();
    }
  }
}

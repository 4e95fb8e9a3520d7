package io.tarn.duckdb;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place for one large statement at a time: an instance, and the thread on which it was opened and
 * on which its statements run. The thread yields to others, and the instance's workers begin as it
 * is, so that small statements need not wait for cores.
 */
final class LargeLane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LargeLane.class);

  private final String name;
  private final Instance.Share share;
  private final ExecutorService thread;
  private @Nullable Instance instance;
  private @Nullable Path root;

  LargeLane(String name, Instance.Share share) {
    this.name = name;
    this.share = share;
    this.thread =
        Executors.newSingleThreadExecutor(
            task ->
                Thread.ofPlatform()
                    .name("sql-" + name)
                    .daemon()
                    .unstarted(
                        () -> {
                          Niceness.yieldToOthers();
                          task.run();
                        }));
  }

  /** Runs one statement's step on the lane's own thread. */
  <T> T run(Callable<T> step) {
    try {
      return thread.submit(step).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case SQLException failure -> throw Failures.of(failure);
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a statement was running", e);
    }
  }

  /** The lane's instance; only on its thread. */
  Instance instance(Path wanted) throws SQLException {
    Instance open = instance;
    if (open != null && wanted.equals(root) && !open.registry().isCrowded()) {
      return open;
    }
    if (open != null) {
      open.close();
      instance = null;
    }
    open = Instance.open(wanted, name, share);
    instance = open;
    root = wanted;
    return open;
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.submit(
        () -> {
          if (instance != null) {
            instance.close();
            instance = null;
          }
        });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("A large statement has not ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

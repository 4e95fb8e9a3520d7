package io.tarn.catalog;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that may hang or take long, on a thread beside the crawl's: who stops the crawl does not
 * wait for it.
 */
final class StoppableWork {
  private static final int LOOK_MILLIS = 100;

  private final ExecutorService workers;
  private final Crawls.Stop stop;

  StoppableWork(ExecutorService workers, Crawls.Stop stop) {
    this.workers = workers;
    this.stop = stop;
  }

  /**
   * @param abort cuts the work off from outside; runs when the crawl is stopped
   * @throws ExecutionException with what the work has thrown, if that is no RuntimeException
   * @throws CancellationException when the crawl is stopped; the work may still run, unheard
   */
  <T> T await(Callable<T> work, Runnable abort) throws ExecutionException {
    Future<T> future = workers.submit(work);
    while (true) {
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (stop.getAsBoolean()) {
          future.cancel(true);
          abort.run();
          throw new CancellationException("the crawl was stopped");
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      } catch (InterruptedException e) {
        future.cancel(true);
        abort.run();
        Thread.currentThread().interrupt();
        throw new CancellationException("the crawl was interrupted");
      }
    }
  }
}

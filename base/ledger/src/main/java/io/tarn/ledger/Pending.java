package io.tarn.ledger;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for a ledger thread to run it. It is settled when its outcome is known and
 * answered when the outcome may be told, which for a commit is after its sync.
 */
final class Pending<T> {
  private final Work<T> work;
  private final Thread waiter = Thread.currentThread();
  private @Nullable T result;
  private @Nullable Throwable failure;
  private volatile boolean answered;

  Pending(Work<T> work) {
    this.work = work;
  }

  /** Runs the work, settling the call well if nothing is thrown. */
  void run(SqlTx tx) throws Exception {
    result = work.run(tx);
    failure = null;
  }

  void settle(Throwable thrown) {
    failure = thrown;
  }

  void answer() {
    answered = true;
    LockSupport.unpark(waiter);
  }

  void fail(Throwable thrown) {
    settle(thrown);
    answer();
  }

  /** Waits without regard to interrupts: what is queued is going to happen. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // T may be a nullable type.
  T await() {
    boolean interrupted = false;
    while (!answered) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> {
        return result;
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new LedgerException(e.getMessage() + "", e);
    }
  }
}

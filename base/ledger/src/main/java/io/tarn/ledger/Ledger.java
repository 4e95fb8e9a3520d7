package io.tarn.ledger;

/**
 * All state but object bytes.
 *
 * <p>Called from any thread; every native call runs on the ledger's own bounded platform threads.
 */
public interface Ledger extends Reading, AutoCloseable {
  /**
   * Refuses to go on inside of a transaction's work. For what reads the ledger now and then and
   * answers from memory otherwise, so that the mistake shows at once and not when memory is cold.
   */
  static void requireOutside() {
    LedgerThread.refuseNested();
  }

  /**
   * Runs the work on one snapshot. Once the ledger has started, no read may last longer than five
   * seconds; a longer one is interrupted.
   */
  @Override
  <T> T read(Work<T> work);

  /**
   * Runs the work in a transaction and returns when it is durable.
   *
   * <p>The work does no I/O but SQL on its transaction, touches at most about a thousand rows and
   * may run several times: ids and time come from outside it. An exception from the work undoes it
   * whole and harms no neighbour. After an SQLException the work ends: it may have ended the
   * transaction, so nothing more is to be written.
   *
   * @throws io.tarn.kernel.ServiceError {@code SlowDown} (503) when the queue is full; {@code
   *     InternalFailure} once a sync has failed
   */
  <T> T commit(Work<T> work);

  /** Facts after a position, for readers that keep their own cursor. */
  java.util.List<Fact> facts(long after, int limit);

  /** The position of the newest fact that is kept; 0 when there is none. */
  long position();

  /**
   * Registers a subscriber before {@link #start}. Its cursor is durable under its name.
   *
   * <p>The subscriber runs inside a commit that also moves its cursor: what it writes (its own
   * tables, new tasks, new facts) happens exactly once for each fact, in fact order. It does no
   * other I/O: slow work is a task it schedules.
   */
  void subscribe(String name, FactSubscriber subscriber);

  /**
   * Registers who runs tasks of a kind, before {@link #start}, and how many of them at once at
   * most.
   */
  void handle(String taskKind, int concurrency, TaskHandler handler);

  /**
   * Applies a room's migrations: the classpath folder {@code db/<room>}, versions of its own.
   * Before {@link #start}.
   */
  void migrate(String room);

  /** Begins to feed subscribers and run tasks. */
  void start();

  /** Looks at once for tasks that are due: for whoever moves the clock. */
  void wake();

  /** What failed for good and was put aside so that the rest could go on; the newest first. */
  java.util.List<SetAside> setAside(int limit);

  /** Lets running tasks end for a moment, then stops. Leased tasks run again at the next start. */
  @Override
  void close();
}

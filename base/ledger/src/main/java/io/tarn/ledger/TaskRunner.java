package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks that are due and runs them.
 *
 * <p>One thread claims for all kinds. It is woken by commits that bring tasks, by tasks that end
 * while others wait, and by the clock; once a second it looks at the clock in any case, since the
 * clock may be one that jumps.
 */
final class TaskRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
  private static final Duration BACK_OFF_MAX = Duration.ofHours(1);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long LOOK_AT_CLOCK_MILLIS = 1000;

  private final SqlLedger ledger;
  private final InstantSource clock;
  private final Limits limits;
  private final String owner;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean signalled;
  private volatile boolean closed;
  private volatile boolean started;

  TaskRunner(SqlLedger ledger, InstantSource clock, Limits limits, String owner) {
    this.ledger = ledger;
    this.clock = clock;
    this.limits = limits;
    this.owner = owner;
  }

  /** What is known of a kind; guarded by the lock. */
  private static final class Kind {
    private final String name;
    private final TaskHandler handler;
    private final int concurrency;
    private int running;
    private long nextDue;
    private boolean waiting;

    Kind(String name, TaskHandler handler, int concurrency) {
      this.name = name;
      this.handler = handler;
      this.concurrency = concurrency;
    }
  }

  private record Claimed(Kind kind, Task task, long backOff) {}

  private record Claims(List<Claimed> tasks, Map<Kind, Long> nextDue, Set<Kind> waiting) {}

  void handle(String kind, int concurrency, TaskHandler handler) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be positive: " + concurrency);
    }
    Kind entry = new Kind(kind, requireNonNull(handler, "handler is null"), concurrency);
    if (kinds.putIfAbsent(kind, entry) != null) {
      throw new IllegalArgumentException("Task kind " + kind + " is registered twice");
    }
  }

  void start() {
    started = true;
    Thread.ofVirtual().name("ledger-tasks").start(this::dispatch);
  }

  /** A commit brought tasks: the earliest due time for each kind. */
  void scheduled(Map<String, Long> due) {
    if (!started) {
      return;
    }
    lock.lock();
    try {
      due.forEach(
          (name, at) -> {
            Kind kind = kinds.get(name);
            if (kind != null && at < kind.nextDue) {
              kind.nextDue = at;
              signal();
            }
          });
    } finally {
      lock.unlock();
    }
  }

  /** Looks at every kind anew. */
  void lookAgain() {
    lock.lock();
    try {
      for (Kind kind : kinds.values()) {
        kind.nextDue = 0;
      }
      signal();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    signalled = true;
    changed.signalAll();
  }

  private void dispatch() {
    long nextLease = 0;
    while (!closed) {
      try {
        if (clock.millis() >= nextLease) {
          keepLeases();
          nextLease = ledger.shared() ? clock.millis() + limits.lease().toMillis() / 3 : NEVER;
        }
        List<Kind> ready = await();
        if (!ready.isEmpty() && !closed) {
          claim(ready);
        }
      } catch (RuntimeException e) {
        if (closed || ledger.refusing()) {
          return;
        }
        LOG.warn("Tasks wait: {}", e.getMessage(), e);
        ledger.head().pause(Duration.ofMillis(200));
      }
    }
  }

  /** The kinds that have room and, as far as is known, something due. */
  private List<Kind> await() {
    lock.lock();
    try {
      signalled = false;
      long now = clock.millis();
      List<Kind> ready = ready(now);
      if (!ready.isEmpty()) {
        return ready;
      }
      long next = NEVER;
      for (Kind kind : kinds.values()) {
        if (kind.running < kind.concurrency) {
          next = Math.min(next, kind.nextDue);
        }
      }
      long wait = Math.clamp(next - now, 1, LOOK_AT_CLOCK_MILLIS);
      long left = TimeUnit.MILLISECONDS.toNanos(wait);
      while (!signalled && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return ready(clock.millis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Kind> ready(long now) {
    List<Kind> ready = new ArrayList<>();
    for (Kind kind : kinds.values()) {
      if (kind.running < kind.concurrency && kind.nextDue <= now) {
        ready.add(kind);
      }
    }
    return ready;
  }

  private void claim(List<Kind> ready) {
    Map<Kind, Integer> room = new LinkedHashMap<>();
    lock.lock();
    try {
      for (Kind kind : ready) {
        room.put(kind, kind.concurrency - kind.running);
        // A commit from here on may lower it again; it is not to be lost.
        kind.nextDue = NEVER;
      }
    } finally {
      lock.unlock();
    }
    Claims claims;
    try {
      claims = ledger.claim(tx -> claim(tx, room));
    } catch (RuntimeException e) {
      lookAgain();
      throw e;
    }
    lock.lock();
    try {
      claims.nextDue().forEach((kind, due) -> kind.nextDue = Math.min(kind.nextDue, due));
      for (Kind kind : room.keySet()) {
        kind.waiting = claims.waiting().contains(kind);
      }
      for (Claimed claimed : claims.tasks()) {
        claimed.kind().running++;
      }
    } finally {
      lock.unlock();
    }
    for (Claimed claimed : claims.tasks()) {
      Thread thread =
          Thread.ofVirtual()
              .name("task-" + claimed.task().kind() + "-" + claimed.task().id())
              .unstarted(() -> run(claimed));
      running.add(thread);
      thread.start();
    }
  }

  private Claims claim(Tx tx, Map<Kind, Integer> room) throws SQLException {
    long now = clock.millis();
    Claims claims =
        new Claims(new ArrayList<>(), new LinkedHashMap<>(), ConcurrentHashMap.newKeySet());
    for (Map.Entry<Kind, Integer> entry : room.entrySet()) {
      Kind kind = entry.getKey();
      List<Claimed> due = due(tx, kind, now, entry.getValue());
      for (Claimed claimed : due) {
        PreparedStatement update =
            tx.prepare(
                "UPDATE ledger_task SET attempt = ?, owner = ?, lease_until = ? WHERE id = ?");
        update.setInt(1, claimed.task().attempt());
        update.setString(2, owner);
        update.setLong(3, now + limits.lease().toMillis());
        update.setLong(4, claimed.task().id());
        update.executeUpdate();
      }
      claims.tasks().addAll(due);
      claims.nextDue().put(kind, nextAfter(tx, kind, now));
      if (someDue(tx, kind, now)) {
        claims.waiting().add(kind);
      }
    }
    return claims;
  }

  private List<Claimed> due(Tx tx, Kind kind, long now, int room) throws SQLException {
    PreparedStatement query =
        tx.prepare(
            "SELECT id, task_key, due, attempt, attempts, back_off, trace_id, body"
                + " FROM ledger_task t WHERE kind = ? AND owner = '' AND due <= ?"
                + " AND NOT EXISTS (SELECT 1 FROM ledger_task r WHERE r.kind = t.kind"
                + " AND r.task_key = t.task_key AND r.owner <> '')"
                + " ORDER BY due, id LIMIT ?"
                + ledger.dialect().claimLock());
    query.setString(1, kind.name);
    query.setLong(2, now);
    query.setInt(3, room);
    List<Claimed> found = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        Task task =
            new Task(
                rows.getLong(1),
                kind.name,
                rows.getString(2),
                Instant.ofEpochMilli(rows.getLong(3)),
                rows.getInt(4) + 1,
                rows.getInt(5),
                rows.getString(7),
                rows.getString(8));
        found.add(new Claimed(kind, task, rows.getLong(6)));
      }
    }
    return found;
  }

  private static long nextAfter(Tx tx, Kind kind, long now) throws SQLException {
    PreparedStatement query =
        tx.prepare(
            "SELECT COALESCE(MIN(due), "
                + NEVER
                + ") FROM ledger_task WHERE kind = ? AND owner = '' AND due > ?");
    query.setString(1, kind.name);
    query.setLong(2, now);
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static boolean someDue(Tx tx, Kind kind, long now) throws SQLException {
    PreparedStatement query =
        tx.prepare("SELECT 1 FROM ledger_task WHERE kind = ? AND owner = '' AND due <= ? LIMIT 1");
    query.setString(1, kind.name);
    query.setLong(2, now);
    try (ResultSet rows = query.executeQuery()) {
      return rows.next();
    }
  }

  private void run(Claimed claimed) {
    try {
      attempt(claimed);
    } finally {
      running.remove(Thread.currentThread());
      lock.lock();
      try {
        Kind kind = claimed.kind();
        kind.running--;
        if (kind.waiting) {
          kind.nextDue = 0;
        }
        signal();
      } finally {
        lock.unlock();
      }
    }
  }

  private void attempt(Claimed claimed) {
    Task task = claimed.task();
    TaskHandler handler = claimed.kind().handler;
    Throwable failure;
    if (task.attempt() > task.attempts()) {
      failure = new LedgerException("The last try was cut off");
    } else {
      try {
        end(task, handler.run(task));
        return;
      } catch (LeaseLost e) {
        LOG.warn("Task {} {} went on elsewhere: its lease had run out", task.kind(), task.key());
        return;
      } catch (Throwable e) { // Whatever a handler throws is a failed try.
        failure = e;
      }
    }
    if (closed || ledger.refusing()) {
      return; // The next start runs it again.
    }
    try {
      if (task.attempt() < task.attempts()) {
        LOG.info(
            "Task {} {} failed, try {}: {}",
            task.kind(),
            task.key(),
            task.attempt(),
            failure.toString());
        retry(claimed);
      } else {
        exhaust(task, handler, failure);
      }
    } catch (LeaseLost e) {
      LOG.warn("Task {} {} went on elsewhere: its lease had run out", task.kind(), task.key());
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error(
            "Task {} {} could not be put back; the next start runs it", task.kind(), task.key(), e);
      }
    }
  }

  private void end(Task task, TaskHandler.Completion completion) {
    untilPassed(
        tx -> {
          remove(tx, task);
          completion.commit(tx);
          return task;
        });
  }

  /** A full disk or a full queue is no fault of the task: its work is done and only waits. */
  private <T> void untilPassed(Work<T> work) {
    while (true) {
      try {
        ledger.commitPatiently(work);
        return;
      } catch (LedgerException e) {
        if (!e.passing() || closed || ledger.refusing()) {
          throw e;
        }
        LOG.warn("A finished task waits for its commit: {}", e.getMessage());
        ledger.head().pause(Duration.ofMillis(500));
      }
    }
  }

  private void retry(Claimed claimed) {
    Task task = claimed.task();
    long wait = backOff(claimed.backOff(), task.attempt());
    long due = clock.millis() + wait;
    untilPassed(
        tx -> {
          if (superseded(tx, task)) {
            remove(tx, task);
            return task;
          }
          PreparedStatement update =
              tx.prepare(
                  "UPDATE ledger_task SET owner = '', lease_until = 0, due = ?"
                      + " WHERE id = ? AND owner = ? AND attempt = ?");
          update.setLong(1, due);
          update.setLong(2, task.id());
          update.setString(3, owner);
          update.setInt(4, task.attempt());
          if (update.executeUpdate() != 1) {
            throw new LeaseLost();
          }
          return task;
        });
    scheduled(Map.of(task.kind(), due));
  }

  static long backOff(long first, int attempt) {
    long doubled = first;
    for (int i = 1; i < attempt && doubled < BACK_OFF_MAX.toMillis(); i++) {
      doubled *= 2;
    }
    return Math.min(doubled, BACK_OFF_MAX.toMillis());
  }

  private void exhaust(Task task, TaskHandler handler, Throwable failure) {
    LOG.warn("Task {} {} failed its last try", task.kind(), task.key(), failure);
    try {
      end(task, handler.exhausted(task, failure));
    } catch (LeaseLost e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (closed || ledger.refusing()) {
        return;
      }
      LOG.error("Task {} {} is set aside: its end failed too", task.kind(), task.key(), e);
      untilPassed(
          tx -> {
            remove(tx, task);
            ledger.setAside(
                tx, "task:" + task.kind(), task.id(), task.kind(), task.key(), e, task.body());
            return task;
          });
    }
  }

  private void remove(Tx tx, Task task) throws SQLException {
    PreparedStatement delete =
        tx.prepare("DELETE FROM ledger_task WHERE id = ? AND owner = ? AND attempt = ?");
    delete.setLong(1, task.id());
    delete.setString(2, owner);
    delete.setInt(3, task.attempt());
    if (delete.executeUpdate() != 1) {
      throw new LeaseLost();
    }
  }

  /** Whether a newer task of the same key waits, which then takes this one's place. */
  private static boolean superseded(Tx tx, Task task) throws SQLException {
    PreparedStatement query =
        tx.prepare("SELECT 1 FROM ledger_task WHERE kind = ? AND task_key = ? AND owner = ''");
    query.setString(1, task.kind());
    query.setString(2, task.key());
    try (ResultSet rows = query.executeQuery()) {
      return rows.next();
    }
  }

  /** Renews the leases of what runs here and frees those that have run out elsewhere. */
  private void keepLeases() {
    long now = clock.millis();
    long until = now + limits.lease().toMillis();
    boolean freed =
        ledger.claim(
            tx -> {
              PreparedStatement renew =
                  tx.prepare("UPDATE ledger_task SET lease_until = ? WHERE owner = ?");
              renew.setLong(1, until);
              renew.setString(2, owner);
              renew.executeUpdate();
              return free(tx, ledger.shared() ? now : NEVER) > 0;
            });
    if (freed) {
      lookAgain();
    }
  }

  private int free(Tx tx, long before) throws SQLException {
    PreparedStatement superseded =
        tx.prepare(
            "DELETE FROM ledger_task WHERE owner <> '' AND owner <> ? AND lease_until < ?"
                + " AND EXISTS (SELECT 1 FROM ledger_task o WHERE o.kind = ledger_task.kind"
                + " AND o.task_key = ledger_task.task_key AND o.owner = '')");
    superseded.setString(1, owner);
    superseded.setLong(2, before);
    superseded.executeUpdate();
    PreparedStatement free =
        tx.prepare(
            "UPDATE ledger_task SET owner = '', lease_until = 0"
                + " WHERE owner <> '' AND owner <> ? AND lease_until < ?");
    free.setString(1, owner);
    free.setLong(2, before);
    return free.executeUpdate();
  }

  void close() {
    closed = true;
    lock.lock();
    try {
      signal();
    } finally {
      lock.unlock();
    }
    long deadline = System.nanoTime() + limits.drain().toNanos();
    for (Thread thread : List.copyOf(running)) {
      join(thread, deadline - System.nanoTime());
    }
    for (Thread thread : List.copyOf(running)) {
      thread.interrupt();
    }
    long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    for (Thread thread : List.copyOf(running)) {
      join(thread, last - System.nanoTime());
    }
  }

  private static void join(Thread thread, long nanos) {
    try {
      if (nanos > 0) {
        thread.join(Duration.ofNanos(nanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLost() {
      super("the lease was lost", null, false, false);
    }
  }
}

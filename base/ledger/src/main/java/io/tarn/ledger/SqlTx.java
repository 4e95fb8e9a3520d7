package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A transaction over one connection. Facts and tasks are collected and written when the work has
 * ended well: on PostgreSQL that keeps the lock which orders facts short.
 */
final class SqlTx implements Tx, AutoCloseable {
  private static final String INSERT_FACT =
      "INSERT INTO ledger_fact (position, kind, version, time, region, subject, caller, trace_id, body)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String UPSERT_TASK =
      "INSERT INTO ledger_task (id, kind, task_key, due, attempt, attempts, back_off, owner,"
          + " lease_until, trace_id, body) VALUES (?, ?, ?, ?, 0, ?, ?, '', 0, ?, ?)"
          + " ON CONFLICT (kind, task_key) WHERE owner = '' DO UPDATE SET id = excluded.id,"
          + " due = excluded.due, attempt = 0, attempts = excluded.attempts,"
          + " back_off = excluded.back_off, trace_id = excluded.trace_id, body = excluded.body";
  private static final String DELETE_TASK =
      "DELETE FROM ledger_task WHERE kind = ? AND task_key = ? AND owner = ''";

  /** Where numbers of facts and tasks come from. */
  interface Numbers {
    /** Called before a transaction writes its first fact: no other gets positions until its end. */
    void beginFacts(LedgerConnection connection) throws SQLException;

    long nextFact(LedgerConnection connection) throws SQLException;

    long nextTask(LedgerConnection connection) throws SQLException;
  }

  private sealed interface Change {
    record Schedule(NewTask task) implements Change {}

    record Unschedule(String kind, String key) implements Change {}
  }

  private final LedgerConnection connection;
  private final @Nullable Numbers numbers;
  private final List<NewFact> facts = new ArrayList<>(2);
  private final List<Change> changes = new ArrayList<>(2);
  private final Effects effects = new Effects();
  private @Nullable Handle handle;
  private volatile @Nullable String closed;

  private SqlTx(LedgerConnection connection, @Nullable Numbers numbers) {
    this.connection = connection;
    this.numbers = numbers;
  }

  static SqlTx reading(LedgerConnection connection) {
    return new SqlTx(connection, null);
  }

  static SqlTx writing(LedgerConnection connection, Numbers numbers) {
    return new SqlTx(connection, numbers);
  }

  @Override
  public Handle handle() {
    requireOpen();
    Handle present = handle;
    if (present == null) {
      present = connection.open();
      handle = present;
    }
    return present;
  }

  @Override
  public PreparedStatement prepare(String sql) throws SQLException {
    requireOpen();
    return connection.prepare(sql);
  }

  @Override
  public void publish(NewFact fact) {
    requireWritable();
    facts.add(requireNonNull(fact, "fact is null"));
  }

  @Override
  public void schedule(NewTask task) {
    requireWritable();
    changes.add(new Change.Schedule(requireNonNull(task, "task is null")));
  }

  @Override
  public void unschedule(String kind, String key) {
    requireWritable();
    changes.add(
        new Change.Unschedule(
            requireNonNull(kind, "kind is null"), requireNonNull(key, "key is null")));
  }

  boolean hasEffects() {
    return !facts.isEmpty() || !changes.isEmpty();
  }

  /** Writes the tasks, then the facts; the work has ended well. */
  Effects flush() throws SQLException {
    Numbers source = requireNonNull(numbers);
    for (Change change : changes) {
      switch (change) {
        case Change.Schedule(NewTask task) -> insert(task, source.nextTask(connection));
        case Change.Unschedule(String kind, String key) -> {
          PreparedStatement delete = connection.prepare(DELETE_TASK);
          delete.setString(1, kind);
          delete.setString(2, key);
          delete.executeUpdate();
        }
      }
    }
    if (!facts.isEmpty()) {
      source.beginFacts(connection);
    }
    for (NewFact fact : facts) {
      insert(fact, source.nextFact(connection));
    }
    return effects;
  }

  private void insert(NewTask task, long id) throws SQLException {
    PreparedStatement insert = connection.prepare(UPSERT_TASK);
    long due = task.due().toEpochMilli();
    insert.setLong(1, id);
    insert.setString(2, task.kind());
    insert.setString(3, task.key());
    insert.setLong(4, due);
    insert.setLong(5, task.attempts());
    insert.setLong(6, task.backOff().toMillis());
    insert.setString(7, task.traceId());
    insert.setString(8, task.body());
    insert.executeUpdate();
    effects.task(task.kind(), due);
  }

  private void insert(NewFact fact, long position) throws SQLException {
    PreparedStatement insert = connection.prepare(INSERT_FACT);
    insert.setLong(1, position);
    insert.setString(2, fact.kind());
    insert.setLong(3, fact.version());
    insert.setLong(4, fact.time().toEpochMilli());
    insert.setString(5, fact.region());
    insert.setString(6, fact.subject());
    insert.setString(7, fact.caller());
    insert.setString(8, fact.traceId());
    insert.setString(9, fact.body());
    insert.executeUpdate();
    effects.fact(position);
  }

  /** From another thread: what the work asks from here on fails with this message. */
  void expire(String message) {
    closed = message;
  }

  @Override
  public void close() throws SQLException {
    closed = "This transaction has ended: a Tx is valid only inside its work";
    Handle present = handle;
    if (present != null) {
      present.close();
      handle = null;
    }
    connection.tidy();
  }

  private void requireOpen() {
    String reason = closed;
    if (reason != null) {
      throw new LedgerException(reason);
    }
  }

  private void requireWritable() {
    requireOpen();
    if (numbers == null) {
      throw new IllegalStateException("A read writes nothing: use Ledger.commit");
    }
  }
}

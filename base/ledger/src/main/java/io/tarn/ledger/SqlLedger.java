package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What both databases share: facts, their subscribers, and tasks. */
abstract class SqlLedger implements Ledger {
  private static final String RETENTION = "ledger.retention";
  private static final int PURGE_AT_ONCE = 1000;

  private final Dialect dialect;
  private final InstantSource clock;
  private final Limits limits;
  private final Head head = new Head();
  private final List<Feed> feeds = new ArrayList<>();
  private final List<Thread> feeders = new ArrayList<>();
  private final TaskRunner tasks;
  private boolean started;

  SqlLedger(Dialect dialect, InstantSource clock, Limits limits, String owner) {
    this.dialect = requireNonNull(dialect, "dialect is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.tasks = new TaskRunner(this, clock, limits, owner);
  }

  /** A commit that waits for room in the queue instead of failing. */
  abstract <T> T commitPatiently(Work<T> work);

  /** A patient commit of work that locks the rows it takes. */
  <T> T claim(Work<T> work) {
    return commitPatiently(work);
  }

  /** Whether writes are refused until the next start. */
  abstract boolean refusing();

  /** Whether other processes run tasks of this lake too, so that leases must be kept up. */
  abstract boolean shared();

  /** Begins to bound how long a read may take. */
  abstract void limitReads();

  /** Connections for migrations, each new. */
  abstract DataSource migrationSource();

  final Dialect dialect() {
    return dialect;
  }

  final Limits limits() {
    return limits;
  }

  final Head head() {
    return head;
  }

  /** After a commit is durable: wakes who waits for what it brought. */
  final void committed(Effects effects) {
    if (effects.lastFact() > 0) {
      head.advance(effects.lastFact());
    }
    if (!effects.due().isEmpty()) {
      tasks.scheduled(effects.due());
    }
  }

  @Override
  public final void wake() {
    tasks.lookAgain();
  }

  @Override
  public final long position() {
    return read(
        tx -> {
          PreparedStatement query = tx.prepare("SELECT MAX(position) FROM ledger_fact");
          try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0L;
          }
        });
  }

  @Override
  public final List<Fact> facts(long after, int limit) {
    return read(
        tx -> {
          PreparedStatement query =
              tx.prepare(
                  "SELECT position, kind, version, time, region, subject, caller, trace_id, body"
                      + " FROM ledger_fact WHERE position > ? ORDER BY position LIMIT ?");
          query.setLong(1, after);
          query.setInt(2, limit);
          try (ResultSet rows = query.executeQuery()) {
            return facts(rows);
          }
        });
  }

  static List<Fact> facts(ResultSet rows) throws SQLException {
    List<Fact> facts = new ArrayList<>();
    while (rows.next()) {
      facts.add(
          new Fact(
              rows.getLong(1),
              rows.getString(2),
              rows.getInt(3),
              Instant.ofEpochMilli(rows.getLong(4)),
              rows.getString(5),
              rows.getString(6),
              rows.getString(7),
              rows.getString(8),
              rows.getString(9)));
    }
    return facts;
  }

  @Override
  public final List<SetAside> setAside(int limit) {
    return read(
        tx -> {
          PreparedStatement query =
              tx.prepare(
                  "SELECT who, number, time, kind, subject, reason, body FROM ledger_set_aside"
                      + " ORDER BY time DESC, who, number LIMIT ?");
          query.setInt(1, limit);
          List<SetAside> found = new ArrayList<>();
          try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              found.add(
                  new SetAside(
                      rows.getString(1),
                      rows.getLong(2),
                      Instant.ofEpochMilli(rows.getLong(3)),
                      rows.getString(4),
                      rows.getString(5),
                      rows.getString(6),
                      rows.getString(7)));
            }
          }
          return found;
        });
  }

  final void setAside(
      Tx tx, String who, long number, String kind, String subject, Throwable reason, String body)
      throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO ledger_set_aside (who, number, time, kind, subject, reason, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (who, number) DO NOTHING");
    insert.setString(1, who);
    insert.setLong(2, number);
    insert.setLong(3, clock.millis());
    insert.setString(4, kind);
    insert.setString(5, subject);
    insert.setString(6, reason.toString());
    insert.setString(7, body);
    insert.executeUpdate();
  }

  @Override
  public final void subscribe(String name, FactSubscriber subscriber) {
    requireNotStarted();
    if (feeds.stream().anyMatch(feed -> feed.name().equals(name))) {
      throw new IllegalArgumentException("Subscriber " + name + " is registered twice");
    }
    feeds.add(new Feed(this, name, subscriber, limits));
  }

  @Override
  public final void handle(String taskKind, int concurrency, TaskHandler handler) {
    requireNotStarted();
    tasks.handle(taskKind, concurrency, handler);
  }

  @Override
  public final void migrate(String room) {
    requireNotStarted();
    Migrations.apply(migrationSource(), dialect, room);
  }

  @Override
  public final void start() {
    requireNotStarted();
    started = true;
    handleRetention();
    long newest = newestFact();
    // A subscriber that is new begins here: what happened before it existed is not its business.
    commit(
        tx -> {
          PreparedStatement insert =
              tx.prepare(
                  "INSERT INTO ledger_cursor (subscriber, position) VALUES (?, ?)"
                      + " ON CONFLICT (subscriber) DO NOTHING");
          for (Feed feed : feeds) {
            insert.setString(1, feed.name());
            insert.setLong(2, newest);
            insert.executeUpdate();
          }
          return newest;
        });
    head.advance(newest);
    limitReads();
    for (Feed feed : feeds) {
      feeders.add(Thread.ofVirtual().name("ledger-feed-" + feed.name()).start(feed::run));
    }
    tasks.start();
  }

  final long newestFact() {
    return read(
        tx -> {
          PreparedStatement query =
              tx.prepare("SELECT COALESCE(MAX(position), 0) FROM ledger_fact");
          try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  /** Old facts go a thousand at a time, by a task that schedules itself. */
  private void handleRetention() {
    tasks.handle(
        RETENTION,
        1,
        task ->
            tx -> {
              boolean more = purge(tx);
              tx.schedule(
                  retention(clock.instant().plus(more ? Duration.ZERO : Duration.ofHours(1))));
            });
    commit(
        tx -> {
          tx.schedule(retention(clock.instant().plus(Duration.ofMinutes(1))));
          return RETENTION;
        });
  }

  private static NewTask retention(Instant due) {
    return new NewTask(
        RETENTION, RETENTION, due, Integer.MAX_VALUE, Duration.ofMinutes(1), "", "{}");
  }

  private boolean purge(Tx tx) throws SQLException {
    long passed = feeds.stream().mapToLong(Feed::stored).min().orElse(Long.MAX_VALUE);
    PreparedStatement delete =
        tx.prepare(
            "DELETE FROM ledger_fact WHERE position IN (SELECT position FROM ledger_fact"
                + " WHERE position <= ? AND time < ? ORDER BY position LIMIT ?)");
    delete.setLong(1, passed);
    delete.setLong(2, clock.instant().minus(limits.factRetention()).toEpochMilli());
    delete.setInt(3, PURGE_AT_ONCE);
    return delete.executeUpdate() == PURGE_AT_ONCE;
  }

  /** Stops feeds and tasks; the database is closed after it. */
  final void stop() {
    tasks.close();
    head.close();
    for (Thread feeder : feeders) {
      try {
        feeder.join(limits.drain());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireNotStarted() {
    if (started) {
      throw new IllegalStateException("The ledger has started already: register before start()");
    }
  }
}

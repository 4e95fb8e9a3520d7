package io.tarn.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds one subscriber from its durable cursor. */
final class Feed {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final int IDLE_LAG_MAX = 10_000;

  private final SqlLedger ledger;
  private final String name;
  private final FactSubscriber subscriber;
  private final Limits limits;
  private final Set<String> kinds;
  private final String select;
  // What is stored, and how far this feed has looked: between them are only kinds it passes over.
  private volatile long stored;
  private long seen;

  Feed(SqlLedger ledger, String name, FactSubscriber subscriber, Limits limits) {
    this.ledger = ledger;
    this.name = name;
    this.subscriber = subscriber;
    this.limits = limits;
    this.kinds = Set.copyOf(subscriber.kinds());
    this.select =
        "SELECT position, kind, version, time, region, subject, caller, trace_id, body"
            + " FROM ledger_fact WHERE position > ? AND position <= ? AND kind IN ("
            + "?, ".repeat(kinds.size()).replaceAll(", $", "")
            + ") ORDER BY position LIMIT ?";
  }

  String name() {
    return name;
  }

  long stored() {
    return stored;
  }

  void run() {
    Head head = ledger.head();
    reload();
    while (!head.closed()) {
      head.awaitBeyond(seen);
      try {
        step(head.position());
      } catch (CursorMoved e) {
        reload();
      } catch (RuntimeException e) {
        if (head.closed() || ledger.refusing()) {
          return;
        }
        LOG.warn("Subscriber {} waits: {}", name, e.getMessage());
        head.pause(Duration.ofMillis(200));
      }
    }
  }

  private void step(long upTo) {
    List<Fact> batch = kinds.isEmpty() ? List.of() : load(upTo);
    if (batch.isEmpty()) {
      seen = Math.max(seen, upTo);
      if (seen - stored > IDLE_LAG_MAX) {
        long to = seen;
        ledger.commitPatiently(
            tx -> {
              move(tx, to);
              return to;
            });
        stored = to;
      }
      return;
    }
    try {
      deliver(batch);
    } catch (CursorMoved e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Which of them failed shows when each is delivered by itself.
      for (Fact fact : batch) {
        deliverAlone(fact);
      }
    }
  }

  private List<Fact> load(long upTo) {
    return ledger.read(
        tx -> {
          PreparedStatement query = tx.prepare(select);
          int column = 1;
          query.setLong(column++, seen);
          query.setLong(column++, upTo);
          for (String kind : kinds) {
            query.setString(column++, kind);
          }
          query.setInt(column, limits.feed());
          try (ResultSet rows = query.executeQuery()) {
            return SqlLedger.facts(rows);
          }
        });
  }

  private void deliver(List<Fact> batch) {
    long to = batch.getLast().position();
    ledger.commitPatiently(
        tx -> {
          move(tx, to);
          for (Fact fact : batch) {
            subscriber.on(fact, tx);
          }
          return to;
        });
    stored = to;
    seen = to;
  }

  private void deliverAlone(Fact fact) {
    Duration wait = limits.subscriberBackOff();
    for (int attempt = 1; ; attempt++) {
      try {
        deliver(List.of(fact));
        return;
      } catch (CursorMoved e) {
        throw e;
      } catch (RuntimeException | Error e) {
        if (e instanceof LedgerException fault && fault.passing() || ledger.refusing()) {
          throw e;
        }
        if (attempt >= limits.subscriberAttempts()) {
          setAside(fact, e);
          return;
        }
        LOG.warn(
            "Subscriber {} failed on fact {} ({}), try {}: {}",
            name,
            fact.position(),
            fact.kind(),
            attempt,
            e.toString());
      }
      ledger.head().pause(wait);
      if (ledger.head().closed()) {
        throw new LedgerException("The ledger is closed");
      }
      wait = wait.multipliedBy(4);
    }
  }

  private void setAside(Fact fact, Throwable reason) {
    LOG.error(
        "Subscriber {} failed on fact {} ({} of {}) for good; the fact is set aside",
        name,
        fact.position(),
        fact.kind(),
        fact.subject(),
        reason);
    ledger.commitPatiently(
        tx -> {
          move(tx, fact.position());
          ledger.setAside(
              tx, name, fact.position(), fact.kind(), fact.subject(), reason, fact.body());
          return fact;
        });
    stored = fact.position();
    seen = fact.position();
  }

  /** Fails when another node has moved the cursor meanwhile. */
  private void move(Tx tx, long to) throws SQLException {
    PreparedStatement update =
        tx.prepare("UPDATE ledger_cursor SET position = ? WHERE subscriber = ? AND position = ?");
    update.setLong(1, to);
    update.setString(2, name);
    update.setLong(3, stored);
    if (update.executeUpdate() != 1) {
      throw new CursorMoved();
    }
  }

  private void reload() {
    long position =
        ledger.read(
            tx -> {
              PreparedStatement query =
                  tx.prepare("SELECT position FROM ledger_cursor WHERE subscriber = ?");
              query.setString(1, name);
              try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0L;
              }
            });
    stored = position;
    seen = position;
  }

  private static final class CursorMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CursorMoved() {
      super("the cursor has moved", null, false, false);
    }
  }
}

package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of several processes that share a lake: PostgreSQL, serializable transactions, run
 * again when PostgreSQL says that they cannot be put in an order.
 *
 * <p>Facts get their positions under an advisory lock that is held to the commit, so their order is
 * the order of commits. Subscribers run on whichever node comes first: the cursor moves in the same
 * transaction. Tasks are claimed with SKIP LOCKED under leases that are renewed while they run.
 */
public final class PostgresLedger extends SqlLedger {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);

  /** "Tarn" in ASCII: names the lock that orders facts. */
  static final long FACT_LOCK = 0x5461726eL;

  private final DataSource source;
  private final String node;
  private final PostgresWriters writers;
  private final Readers readers;
  private final PostgresListener listener;
  private boolean closed;

  private PostgresLedger(DataSource source, InstantSource clock, Limits limits, String node) {
    super(Dialect.POSTGRES, clock, limits, node);
    this.source = source;
    this.node = node;
    this.writers =
        new PostgresWriters(
            limits, this::connect, new PostgresNumbers(), this::announce, this::committed);
    this.readers = new Readers(limits, new PostgresSnapshots());
    this.listener =
        new PostgresListener(source, position -> head().advance(position), this::lookAgain);
  }

  /**
   * Opens the ledger in a PostgreSQL database, whose tables are made if they do not exist.
   *
   * @param source connections, each new, to one database and schema that belong to the lake alone
   * @throws LedgerException if the database was written by a newer Tarn or cannot be reached
   */
  public static PostgresLedger open(DataSource source, InstantSource clock, Limits limits) {
    requireNonNull(source, "source is null");
    Migrations.apply(source, Dialect.POSTGRES, "ledger");
    PostgresLedger ledger = new PostgresLedger(source, clock, limits, UUID.randomUUID().toString());
    try {
      ledger.listener.start();
      ledger.head().advance(ledger.newestFact());
      return ledger;
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private LedgerConnection connect() throws SQLException {
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    return new LedgerConnection(connection, Dialect.POSTGRES);
  }

  private void lookAgain() {
    head().advance(newestFact());
    wake();
  }

  /** In the transaction: tells the other nodes, who hear it when it commits. */
  private void announce(LedgerConnection connection, Effects effects) throws SQLException {
    PreparedStatement notify = connection.prepare("SELECT pg_notify(?, ?)");
    notify.setString(1, PostgresListener.CHANNEL);
    notify.setString(2, effects.lastFact() + (effects.due().isEmpty() ? " " : " task"));
    notify.executeQuery().close();
  }

  @Override
  public <T> T read(Work<T> work) {
    return readers.read(work);
  }

  @Override
  public <T> T commit(Work<T> work) {
    return writers.commit(work, Connection.TRANSACTION_SERIALIZABLE);
  }

  @Override
  <T> T commitPatiently(Work<T> work) {
    return writers.commitPatiently(work, Connection.TRANSACTION_SERIALIZABLE);
  }

  @Override
  <T> T claim(Work<T> work) {
    // Rows are locked, so nothing is gained by serializing claims against those who schedule.
    return writers.commitPatiently(work, Connection.TRANSACTION_READ_COMMITTED);
  }

  @Override
  boolean refusing() {
    return false;
  }

  @Override
  void limitReads() {
    readers.limit();
  }

  @Override
  boolean shared() {
    return true;
  }

  @Override
  DataSource migrationSource() {
    return source;
  }

  /** The name under which this node leases tasks. */
  String node() {
    return node;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop();
    listener.close();
    writers.close();
    readers.close();
  }

  /** PostgreSQL's sequences give each number once, even to transactions that fail. */
  private static final class PostgresNumbers implements SqlTx.Numbers {
    @Override
    public void beginFacts(LedgerConnection connection) throws SQLException {
      PreparedStatement lock = connection.prepare("SELECT pg_advisory_xact_lock(?)");
      lock.setLong(1, FACT_LOCK);
      lock.executeQuery().close();
    }

    @Override
    public long nextFact(LedgerConnection connection) throws SQLException {
      return next(connection, "SELECT nextval('ledger_fact_position')");
    }

    @Override
    public long nextTask(LedgerConnection connection) throws SQLException {
      return next(connection, "SELECT nextval('ledger_task_id')");
    }

    private static long next(LedgerConnection connection, String sql) throws SQLException {
      try (ResultSet row = connection.prepare(sql).executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private final class PostgresSnapshots implements Readers.Snapshots {
    @Override
    public LedgerConnection open() throws SQLException {
      LedgerConnection connection = connect();
      long limit = limits().readTime().toMillis();
      try (Statement statement = connection.jdbc().createStatement()) {
        // Ends the snapshot of a read that lingers outside the database too.
        statement.execute("SET idle_in_transaction_session_timeout = " + (limit + 500));
      }
      connection.jdbc().commit();
      connection.jdbc().setReadOnly(true);
      connection.jdbc().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    }

    @Override
    public void begin(LedgerConnection connection) {
      // The driver begins a transaction with the first statement.
    }

    @Override
    public void end(LedgerConnection connection) throws SQLException {
      connection.jdbc().rollback();
    }

    @Override
    public void abandon(LedgerConnection connection) throws SQLException {
      connection.jdbc().unwrap(PGConnection.class).cancelQuery();
      LOG.debug("A read that lingered was cancelled");
    }
  }
}

package io.tarn.ledger;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Cleanable;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection with what is worth keeping beside it: prepared statements and JDBI. Used by one
 * thread at a time.
 */
final class LedgerConnection implements AutoCloseable {
  private static final int STATEMENTS_MAX = 256;

  private final Connection connection;
  private final Dialect dialect;
  private final Jdbi jdbi;
  private final LinkedHashMap<String, PreparedStatement> direct =
      new LinkedHashMap<>(64, 0.75f, true);
  private final LinkedHashMap<String, PreparedStatement> idle =
      new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Statement, String> borrowed = new java.util.IdentityHashMap<>();
  private final List<PreparedStatement> used = new ArrayList<>();

  LedgerConnection(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
    this.jdbi = Jdbi.create(new Lent());
    // The transaction belongs to the ledger: closing a handle neither ends nor questions it.
    jdbi.getConfig(Handles.class).setForceEndTransactions(false);
    jdbi.setStatementBuilderFactory(ignored -> new Cache());
  }

  Connection jdbc() {
    return connection;
  }

  Handle open() {
    return jdbi.open();
  }

  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = cached(sql);
    used.add(statement);
    return statement;
  }

  private PreparedStatement cached(String sql) throws SQLException {
    PreparedStatement statement = direct.get(sql);
    if (statement == null || !dialect.usable(statement)) {
      statement = connection.prepareStatement(sql);
      direct.put(sql, statement);
    }
    return statement;
  }

  /** Runs a statement that returns no rows. */
  void execute(String sql) throws SQLException {
    cached(sql).execute();
  }

  /** Ends what the last work left open: a result set half read would hold its snapshot for ever. */
  void tidy() throws SQLException {
    for (PreparedStatement statement : used) {
      if (dialect.usable(statement)) {
        dialect.reset(statement);
      }
    }
    used.clear();
    if (!borrowed.isEmpty()) {
      for (Statement statement : List.copyOf(borrowed.keySet())) {
        statement.close();
      }
      borrowed.clear();
    }
    trim(direct);
    trim(idle);
  }

  private static void trim(LinkedHashMap<String, PreparedStatement> statements)
      throws SQLException {
    Iterator<PreparedStatement> eldest = statements.values().iterator();
    while (statements.size() > STATEMENTS_MAX) {
      eldest.next().close();
      eldest.remove();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private final class Lent implements ConnectionFactory {
    @Override
    public Connection openConnection() {
      return connection;
    }

    @Override
    public void closeConnection(Connection lent) {}

    @Override
    public Cleanable getCleanableFor(Connection lent) {
      return () -> {};
    }
  }

  /** A statement is taken out while in use, so the same text may be run inside its own rows. */
  private final class Cache implements StatementBuilder {
    @Override
    public Statement create(Connection on, StatementContext context) throws SQLException {
      Statement statement = on.createStatement();
      borrowed.put(statement, "");
      return statement;
    }

    @Override
    public PreparedStatement create(Connection on, String sql, StatementContext context)
        throws SQLException {
      if (context.isReturningGeneratedKeys()) {
        throw new SQLException("Generated keys are not kept: use INSERT ... RETURNING");
      }
      @Nullable PreparedStatement statement = idle.remove(sql);
      if (statement == null) {
        statement = on.prepareStatement(sql);
      }
      borrowed.put(statement, sql);
      return statement;
    }

    @Override
    public CallableStatement createCall(Connection on, String sql, StatementContext context)
        throws SQLException {
      return on.prepareCall(sql);
    }

    @Override
    public void close(Connection on, String sql, Statement statement) throws SQLException {
      String text = borrowed.remove(statement);
      if (text == null) {
        return;
      }
      if (statement instanceof PreparedStatement prepared
          && !text.isEmpty()
          && dialect.usable(prepared)) {
        dialect.reset(prepared);
        prepared.clearParameters();
        PreparedStatement twin = idle.put(text, prepared);
        if (twin != null) {
          twin.close();
        }
      } else {
        statement.close();
      }
    }
  }
}

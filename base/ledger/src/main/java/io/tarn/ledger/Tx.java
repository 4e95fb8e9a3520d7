package io.tarn.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** One transaction (or, under {@link Ledger#read}, one snapshot). Valid only inside its work. */
public interface Tx {
  /** JDBI on this transaction's connection: for everything but hot paths. */
  Handle handle();

  /**
   * A statement kept prepared with the connection: for hot paths. Not to be closed by the caller.
   */
  PreparedStatement prepare(String sql) throws SQLException;

  /** Writes a fact into this commit. Its position follows commit order. */
  void publish(NewFact fact);

  /**
   * Writes a task into this commit. A task of the same kind and key that is still to be done is
   * replaced.
   */
  void schedule(NewTask task);

  /** Removes a task that is still to be done; one that runs already is not stopped. */
  void unschedule(String kind, String key);
}

package io.tarn.ledger;

import java.sql.SQLException;
import java.util.Set;

/** Reacts to facts inside a commit; see {@link Ledger#subscribe}. */
public interface FactSubscriber {
  /** The kinds it wants; all others are passed over. */
  Set<String> kinds();

  /**
   * A fact that makes this throw is retried with back-off, then set aside by name, and the rest go
   * on.
   */
  void on(Fact fact, Tx tx) throws SQLException;
}

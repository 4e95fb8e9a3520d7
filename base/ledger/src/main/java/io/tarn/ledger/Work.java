package io.tarn.ledger;

import java.sql.SQLException;

/** SQL to run on one transaction. */
@FunctionalInterface
public interface Work<T> {
  T run(Tx tx) throws SQLException;
}

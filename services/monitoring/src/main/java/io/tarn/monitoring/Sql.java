package io.tarn.monitoring;

import io.tarn.ledger.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Short forms for statements that the connection keeps prepared. */
final class Sql {
  /** Makes a value of the row the cursor stands on. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Sql() {}

  static int update(Tx tx, String sql, Object... arguments) throws SQLException {
    return bind(tx, sql, arguments).executeUpdate();
  }

  static <T> Optional<T> one(Tx tx, String sql, RowReader<T> reader, Object... arguments)
      throws SQLException {
    try (ResultSet rows = bind(tx, sql, arguments).executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  static <T> List<T> list(Tx tx, String sql, RowReader<T> reader, Object... arguments)
      throws SQLException {
    List<T> values = new ArrayList<>();
    try (ResultSet rows = bind(tx, sql, arguments).executeQuery()) {
      while (rows.next()) {
        values.add(reader.read(rows));
      }
    }
    return values;
  }

  private static PreparedStatement bind(Tx tx, String sql, Object... arguments)
      throws SQLException {
    PreparedStatement statement = tx.prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (arguments[i] instanceof Integer number) {
        statement.setLong(i + 1, number);
      } else {
        statement.setString(i + 1, (String) arguments[i]);
      }
    }
    return statement;
  }
}

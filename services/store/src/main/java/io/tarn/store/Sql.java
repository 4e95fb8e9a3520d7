package io.tarn.store;

import io.tarn.ledger.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prepared statements with their arguments in a row. */
final class Sql {
  private Sql() {}

  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  static <T> List<T> list(Tx tx, String sql, Reader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    PreparedStatement statement = bind(tx, sql, arguments);
    List<T> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(reader.read(rows));
      }
    }
    return found;
  }

  static <T> Optional<T> one(Tx tx, String sql, Reader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    PreparedStatement statement = bind(tx, sql, arguments);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  static int update(Tx tx, String sql, @Nullable Object... arguments) throws SQLException {
    return bind(tx, sql, arguments).executeUpdate();
  }

  private static PreparedStatement bind(Tx tx, String sql, @Nullable Object... arguments)
      throws SQLException {
    PreparedStatement statement = tx.prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case String text -> statement.setString(i + 1, text);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setLong(i + 1, number);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case null -> statement.setObject(i + 1, null);
        default ->
            throw new IllegalArgumentException(
                "No SQL type for " + arguments[i].getClass().getName());
      }
    }
    return statement;
  }
}

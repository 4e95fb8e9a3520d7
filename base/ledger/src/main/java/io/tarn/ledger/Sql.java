package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Short forms for statements that the connection keeps prepared, their arguments in a row. Good on
 * hot paths; on others {@link Tx#handle()} reads better.
 *
 * <p>Arguments are {@code String}, {@code Long}, {@code Integer}, {@code byte[]} or null; any other
 * type is an IllegalArgumentException. What the database refuses is an SQLException, which work in
 * a commit lets pass.
 */
public final class Sql {
  private Sql() {}

  /** Makes a value of the row the cursor stands on. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a query, which bounds them itself, with LIMIT or by what it asks for. */
  public static <T> List<T> list(Tx tx, String sql, Reader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    List<T> found = new ArrayList<>();
    try (ResultSet rows = bind(tx, sql, arguments).executeQuery()) {
      while (rows.next()) {
        found.add(reader.read(rows));
      }
    }
    return found;
  }

  /** The first row of a query, if it has any. */
  public static <T> Optional<T> one(
      Tx tx, String sql, Reader<T> reader, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bind(tx, sql, arguments).executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /** Runs a statement without rows and tells how many it changed. */
  public static int update(Tx tx, String sql, @Nullable Object... arguments) throws SQLException {
    return bind(tx, sql, arguments).executeUpdate();
  }

  private static PreparedStatement bind(Tx tx, String sql, @Nullable Object... arguments)
      throws SQLException {
    PreparedStatement statement = requireNonNull(tx, "tx is null").prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case String text -> statement.setString(i + 1, text);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setLong(i + 1, number);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case null -> statement.setObject(i + 1, null);
        case Object other ->
            throw new IllegalArgumentException("No SQL type for " + other.getClass().getName());
      }
    }
    return statement;
  }
}

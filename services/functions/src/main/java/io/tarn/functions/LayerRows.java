package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import io.tarn.api.StructureJson;
import io.tarn.api.lambda.GetLayerVersionResponse;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rows of layers. */
final class LayerRows {
  /** One version of a layer. */
  record Layer(String name, long number, String code, GetLayerVersionResponse document) {}

  private static final String SELECT =
      "SELECT name, number, code, document FROM functions_layer WHERE region = ? AND name ";

  private LayerRows() {}

  private static Layer read(ResultSet row) throws SQLException {
    return new Layer(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        StructureJson.read(row.getString(4), GetLayerVersionResponse.builder()).build());
  }

  static Optional<Layer> find(Tx tx, String region, String name, long number) throws SQLException {
    return Sql.one(tx, SELECT + "= ? AND number = ?", LayerRows::read, region, name, number);
  }

  /** Newest first. */
  static List<Layer> versions(Tx tx, String region, String name, long below, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT + "= ? AND number < ? ORDER BY number DESC LIMIT ?",
        LayerRows::read,
        region,
        name,
        below,
        limit);
  }

  /** The newest version of each layer. */
  static List<Layer> newest(Tx tx, String region, String after, int limit) throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "> ? AND number = (SELECT MAX(other.number) FROM functions_layer other"
            + " WHERE other.region = functions_layer.region AND other.name = functions_layer.name)"
            + " ORDER BY name LIMIT ?",
        LayerRows::read,
        region,
        after,
        limit);
  }

  static long takeNumber(Tx tx, String region, String name) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO functions_layer_number (region, name, next_number) VALUES (?, ?, 2)"
            + " ON CONFLICT (region, name)"
            + " DO UPDATE SET next_number = functions_layer_number.next_number + 1",
        region,
        name);
    return Sql.one(
                tx,
                "SELECT next_number FROM functions_layer_number WHERE region = ? AND name = ?",
                row -> row.getLong(1),
                region,
                name)
            .orElseThrow()
        - 1;
  }

  static void insert(
      Tx tx, String region, String name, String code, GetLayerVersionResponse document)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO functions_layer (region, name, number, code, document)"
            + " VALUES (?, ?, ?, ?, ?)",
        region,
        name,
        requireNonNull(document.version()),
        code,
        StructureJson.write(document));
  }

  static void delete(Tx tx, String region, String name, long number) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM functions_layer WHERE region = ? AND name = ? AND number = ?",
        region,
        name,
        number);
  }
}

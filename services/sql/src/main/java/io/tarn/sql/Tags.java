package io.tarn.sql;

import io.tarn.api.Call;
import io.tarn.api.athena.Tag;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;

/** Tags of work groups and of the data catalog, by ARN. */
final class Tags {
  private static final int MAX = 50;

  private Tags() {}

  /** The resource must be there. */
  static void check(Tx tx, Call call, String resource) throws SQLException {
    if (!Arn.isArn(resource)) {
      throw SqlError.INVALID_REQUEST.error("Not an ARN: " + resource);
    }
    Arn arn = Arn.parse(resource);
    String[] parts = arn.resource().split("/", 2);
    boolean here =
        parts.length == 2
            && arn.service().equals("athena")
            && arn.region().equals(call.region())
            && arn.account().equals(call.account());
    boolean exists =
        here
            && switch (parts[0]) {
              case "workgroup" -> WorkGroups.find(tx, call.region(), parts[1]).isPresent();
              case "datacatalog" -> parts[1].equalsIgnoreCase(CatalogView.NAME);
              default -> false;
            };
    if (!exists) {
      throw SqlError.NOT_FOUND.error("Resource " + resource + " was not found");
    }
  }

  /** In the order of names, after one. */
  static List<Tag> list(Tx tx, String region, String arn, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT name, value FROM sql_tag WHERE region = ? AND arn = ? AND name > ?"
            + " ORDER BY name LIMIT ?",
        row -> Tag.builder().key(row.getString(1)).value(row.getString(2)).build(),
        region,
        arn,
        after,
        limit);
  }

  static void put(Tx tx, String region, String arn, List<Tag> tags) throws SQLException {
    for (Tag tag : tags) {
      if (tag.key() == null) {
        throw SqlError.INVALID_REQUEST.error("A tag has no key");
      }
      Sql.update(
          tx,
          "INSERT INTO sql_tag (region, arn, name, value) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT (region, arn, name) DO UPDATE SET value = excluded.value",
          region,
          arn,
          tag.key(),
          tag.value() == null ? "" : tag.value());
    }
    if (list(tx, region, arn, "", MAX + 1).size() > MAX) {
      throw SqlError.INVALID_REQUEST.error("A resource has at most " + MAX + " tags");
    }
  }

  static void remove(Tx tx, String region, String arn, List<String> names) throws SQLException {
    for (String name : names) {
      Sql.update(
          tx, "DELETE FROM sql_tag WHERE region = ? AND arn = ? AND name = ?", region, arn, name);
    }
  }

  static void removeAll(Tx tx, String region, String arn) throws SQLException {
    Sql.update(tx, "DELETE FROM sql_tag WHERE region = ? AND arn = ?", region, arn);
  }
}

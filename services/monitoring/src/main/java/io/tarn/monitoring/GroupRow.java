package io.tarn.monitoring;

import io.tarn.api.logs.LogGroup;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log group as it is kept.
 *
 * @param retention days; 0 keeps events for ever
 */
record GroupRow(long id, String region, String name, long created, int retention, String tags) {
  private static final String SELECT =
      "SELECT id, region, name, created, retention, tags FROM monitoring_group ";

  private static GroupRow read(ResultSet row) throws SQLException {
    return new GroupRow(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getInt(5),
        row.getString(6));
  }

  static Optional<GroupRow> find(Tx tx, String region, String name) throws SQLException {
    return Sql.one(tx, SELECT + "WHERE region = ? AND name = ?", GroupRow::read, region, name);
  }

  static Optional<GroupRow> find(Tx tx, long id) throws SQLException {
    return Sql.one(tx, SELECT + "WHERE id = ?", GroupRow::read, id);
  }

  static GroupRow load(Tx tx, String region, String name) throws SQLException {
    return find(tx, region, name)
        .orElseThrow(() -> LogsError.NOT_FOUND.error("The specified log group does not exist."));
  }

  static List<GroupRow> list(Tx tx, String region, String prefix, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT + "WHERE region = ? AND name >= ? AND name > ? AND name < ? ORDER BY name LIMIT ?",
        GroupRow::read,
        region,
        prefix,
        after,
        prefix + "\uffff",
        limit);
  }

  static boolean insert(Tx tx, String region, String name, long now, Map<String, String> tags)
      throws SQLException {
    return Sql.update(
            tx,
            "INSERT INTO monitoring_group (region, name, created, retention, tags)"
                + " VALUES (?, ?, ?, 0, ?) ON CONFLICT (region, name) DO NOTHING",
            region,
            name,
            now,
            Tags.write(tags))
        == 1;
  }

  void setRetention(Tx tx, int days) throws SQLException {
    Sql.update(tx, "UPDATE monitoring_group SET retention = ? WHERE id = ?", days, id);
  }

  void setTags(Tx tx, Map<String, String> fresh) throws SQLException {
    Sql.update(tx, "UPDATE monitoring_group SET tags = ? WHERE id = ?", Tags.write(fresh), id);
  }

  /** Nobody finds the group any more; what it held is purged by a task. */
  void delete(Tx tx) throws SQLException {
    Sql.update(tx, "DELETE FROM monitoring_group WHERE id = ?", id);
  }

  static String arn(String region, String account, String name) {
    return Arn.of("logs", region, account, "log-group:" + name).toString();
  }

  LogGroup toLogGroup(Tx tx, String account) throws SQLException {
    long bytes =
        Sql.one(
                tx,
                "SELECT COALESCE(SUM(bytes), 0) FROM monitoring_stream WHERE group_id = ?",
                row -> row.getLong(1),
                id)
            .orElse(0L);
    LogGroup.Builder group =
        LogGroup.builder()
            .logGroupName(name)
            .creationTime(created)
            .metricFilterCount(0)
            .arn(arn(region, account, name) + ":*")
            .logGroupArn(arn(region, account, name))
            .logGroupClass("STANDARD")
            .storedBytes(bytes);
    if (retention > 0) {
      group.retentionInDays(retention);
    }
    return group.build();
  }
}

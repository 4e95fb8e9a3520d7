package io.tarn.catalog;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;

/**
 * What fits in. Source: AWS Glue endpoints and quotas.
 *
 * @param databases a region
 * @param tables a database
 * @param crawlers a region
 * @param crawlsAtOnce that run at the same time in the lake
 * @param filesAtOnce that one crawl reads at the same time
 * @param filesListed of one target; a crawl of more fails by name
 */
public record Limits(
    int databases, int tables, int crawlers, int crawlsAtOnce, int filesAtOnce, int filesListed) {
  private static final int VERSIONS_MAX = 100_000;

  public static final Limits AWS = new Limits(10_000, 200_000, 1_000, 4, 16, 5_000_000);

  void checkDatabases(Tx tx, String region) throws SQLException {
    check(
        Sql.one(
                tx,
                "SELECT COUNT(*) FROM catalog_database WHERE region = ?",
                row -> row.getLong(1),
                region)
            .orElse(0L),
        databases,
        "databases in this region");
  }

  /** Versions are counted from 0, so that most tables need no count. */
  static void checkVersions(Tx tx, TableRow table) throws SQLException {
    if (table.version() >= VERSIONS_MAX) {
      check(
          Sql.one(
                  tx,
                  "SELECT COUNT(*) FROM catalog_table_version WHERE table_id = ?",
                  row -> row.getLong(1),
                  table.id())
              .orElse(0L),
          VERSIONS_MAX,
          "versions of table " + table.table().name());
    }
  }

  /** Counting is cheap as long as a database is far from its limit: it stops there. */
  void checkTables(Tx tx, String region, String database) throws SQLException {
    check(
        Sql.one(
                tx,
                "SELECT COUNT(*) FROM catalog_table WHERE region = ? AND database_name = ?",
                row -> row.getLong(1),
                region,
                Names.fold(database))
            .orElse(0L),
        tables,
        "tables in database " + database);
  }

  void checkCrawlers(Tx tx, String region) throws SQLException {
    check(
        Sql.one(
                tx,
                "SELECT COUNT(*) FROM catalog_crawler WHERE region = ?",
                row -> row.getLong(1),
                region)
            .orElse(0L),
        crawlers,
        "crawlers in this region");
  }

  static void check(long count, int limit, String what) {
    if (count >= limit) {
      throw GlueError.RESOURCE_NUMBER_LIMIT_EXCEEDED.error(
          "Number of " + what + " exceeds the limit of " + limit);
    }
  }
}

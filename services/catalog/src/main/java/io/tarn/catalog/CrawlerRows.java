package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Crawler;
import io.tarn.kernel.Page;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of crawlers. */
final class CrawlerRows {
  private static final String COLUMNS =
      "SELECT name, state, crawl_id, crawl_started, document FROM catalog_crawler";

  private CrawlerRows() {}

  static Optional<CrawlerRow> find(Tx tx, String region, String name) throws SQLException {
    return Sql.one(tx, COLUMNS + " WHERE region = ? AND name = ?", CrawlerRows::read, region, name);
  }

  static CrawlerRow load(Tx tx, String region, String name) throws SQLException {
    return find(tx, region, name).orElseThrow(() -> GlueError.crawlerNotFound(name));
  }

  static Page<CrawlerRow> list(Tx tx, String region, @Nullable String after, int limit)
      throws SQLException {
    List<CrawlerRow> rows =
        Sql.list(
            tx,
            COLUMNS + " WHERE region = ? AND name > ? ORDER BY name LIMIT ?",
            CrawlerRows::read,
            region,
            after == null ? "" : after,
            limit + 1);
    boolean more = rows.size() > limit;
    List<CrawlerRow> kept = rows.subList(0, Math.min(limit, rows.size()));
    return new Page<>(kept, more ? Optional.of(kept.getLast().name()) : Optional.empty());
  }

  static void create(Tx tx, String region, Crawler crawler) throws SQLException {
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_crawler (region, name, state, crawl_id, crawl_started, document)"
                + " VALUES (?, ?, 'READY', NULL, 0, ?) ON CONFLICT DO NOTHING",
            region,
            nameOf(crawler),
            StructureJson.write(crawler));
    if (rows == 0) {
      throw GlueError.ALREADY_EXISTS.error(
          "Crawler with name " + crawler.name() + " already exists");
    }
  }

  static void write(Tx tx, String region, Crawler crawler) throws SQLException {
    Sql.update(
        tx,
        "UPDATE catalog_crawler SET document = ? WHERE region = ? AND name = ?",
        StructureJson.write(crawler),
        region,
        nameOf(crawler));
  }

  static void setState(Tx tx, String region, String name, String state) throws SQLException {
    Sql.update(
        tx,
        "UPDATE catalog_crawler SET state = ? WHERE region = ? AND name = ?",
        state,
        region,
        name);
  }

  static void begin(Tx tx, String region, String name, String crawlId, Instant now)
      throws SQLException {
    Sql.update(
        tx,
        "UPDATE catalog_crawler SET state = 'RUNNING', crawl_id = ?, crawl_started = ?"
            + " WHERE region = ? AND name = ?",
        crawlId,
        now.toEpochMilli(),
        region,
        name);
  }

  static void end(Tx tx, String region, Crawler crawler) throws SQLException {
    Sql.update(
        tx,
        "UPDATE catalog_crawler SET state = 'READY', crawl_id = NULL, document = ?"
            + " WHERE region = ? AND name = ?",
        StructureJson.write(crawler),
        region,
        nameOf(crawler));
  }

  static void delete(Tx tx, String region, String name) throws SQLException {
    Sql.update(tx, "DELETE FROM catalog_crawler WHERE region = ? AND name = ?", region, name);
    Sql.update(tx, "DELETE FROM catalog_crawl WHERE region = ? AND crawler = ?", region, name);
    forgetPosition(tx, region, name);
  }

  /** Up to which fact a crawler in event mode knows its targets. */
  static Optional<Long> position(Tx tx, String region, String name) throws SQLException {
    return Sql.one(
        tx,
        "SELECT position FROM catalog_crawl_position WHERE region = ? AND crawler = ?",
        row -> row.getLong(1),
        region,
        name);
  }

  static void setPosition(Tx tx, String region, String name, long position) throws SQLException {
    forgetPosition(tx, region, name);
    Sql.update(
        tx,
        "INSERT INTO catalog_crawl_position (region, crawler, position) VALUES (?, ?, ?)",
        region,
        name,
        position);
  }

  /** The next crawl lists its targets again. */
  static void forgetPosition(Tx tx, String region, String name) throws SQLException {
    Sql.update(
        tx, "DELETE FROM catalog_crawl_position WHERE region = ? AND crawler = ?", region, name);
  }

  private static String nameOf(Crawler crawler) {
    return Names.required(crawler.name(), "Name");
  }

  private static CrawlerRow read(ResultSet row) throws SQLException {
    return new CrawlerRow(
        row.getString(1),
        row.getString(2),
        Optional.ofNullable(row.getString(3)),
        Instant.ofEpochMilli(row.getLong(4)),
        StructureJson.read(row.getString(5), Crawler.builder()).build());
  }
}

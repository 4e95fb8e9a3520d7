package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.CrawlerHistory;
import io.tarn.api.glue.CrawlerMetrics;
import io.tarn.api.glue.CrawlsFilter;
import io.tarn.kernel.Page;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The history of crawls. */
final class CrawlRows {
  private static final int MEDIAN_OF = 100;
  private static final int STEP = 200;

  private record Entry(long started, CrawlerHistory history) {}

  private record Counts(long created, long updated, long deleted, CrawlerHistory history) {}

  private CrawlRows() {}

  static void begin(Tx tx, String region, String crawler, CrawlerHistory history, Instant now)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO catalog_crawl (region, crawler, started, crawl_id, tables_created,"
            + " tables_updated, tables_deleted, document) VALUES (?, ?, ?, ?, 0, 0, 0, ?)",
        region,
        crawler,
        now.toEpochMilli(),
        String.valueOf(history.crawlId()),
        StructureJson.write(history));
  }

  static void end(Tx tx, String region, String crawler, CrawlerHistory history, CrawlCounts counts)
      throws SQLException {
    Sql.update(
        tx,
        "UPDATE catalog_crawl SET tables_created = ?, tables_updated = ?, tables_deleted = ?,"
            + " document = ? WHERE region = ? AND crawler = ? AND crawl_id = ?",
        counts.tablesCreated(),
        counts.tablesUpdated(),
        counts.tablesDeleted(),
        StructureJson.write(history),
        region,
        crawler,
        String.valueOf(history.crawlId()));
  }

  static Page<CrawlerHistory> list(
      Tx tx,
      String region,
      String crawler,
      Predicate<CrawlerHistory> wanted,
      @Nullable String before,
      int limit)
      throws SQLException {
    List<CrawlerHistory> found = new ArrayList<>();
    long position = before == null ? Long.MAX_VALUE : Long.parseLong(before);
    while (true) {
      List<Entry> entries =
          Sql.list(
              tx,
              "SELECT started, document FROM catalog_crawl"
                  + " WHERE region = ? AND crawler = ? AND started < ?"
                  + " ORDER BY started DESC LIMIT ?",
              row -> new Entry(row.getLong(1), read(row.getString(2))),
              region,
              crawler,
              position,
              STEP);
      for (Entry entry : entries) {
        position = entry.started();
        if (wanted.test(entry.history())) {
          found.add(entry.history());
          if (found.size() == limit) {
            return new Page<>(found, Optional.of(String.valueOf(position)));
          }
        }
      }
      if (entries.size() < STEP) {
        return new Page<>(found, Optional.empty());
      }
    }
  }

  static CrawlerMetrics metrics(Tx tx, String region, CrawlerRow row) throws SQLException {
    List<Counts> crawls =
        Sql.list(
            tx,
            "SELECT tables_created, tables_updated, tables_deleted, document FROM catalog_crawl"
                + " WHERE region = ? AND crawler = ? ORDER BY started DESC LIMIT ?",
            found ->
                new Counts(
                    found.getLong(1), found.getLong(2), found.getLong(3), read(found.getString(4))),
            region,
            row.name(),
            MEDIAN_OF);
    List<Double> seconds = new ArrayList<>();
    long created = 0;
    long updated = 0;
    long deleted = 0;
    for (Counts crawl : crawls) {
      created += crawl.created();
      updated += crawl.updated();
      deleted += crawl.deleted();
      Instant start = crawl.history().startTime();
      Instant end = crawl.history().endTime();
      if (start != null && end != null) {
        seconds.add(Duration.between(start, end).toMillis() / 1000.0);
      }
    }
    double last = seconds.isEmpty() ? 0 : seconds.getFirst();
    seconds.sort(Double::compare);
    return CrawlerMetrics.builder()
        .crawlerName(row.name())
        .timeLeftSeconds(0.0)
        .stillEstimating(!row.state().equals(CrawlerRow.READY))
        .lastRuntimeSeconds(last)
        .medianRuntimeSeconds(seconds.isEmpty() ? 0.0 : seconds.get(seconds.size() / 2))
        .tablesCreated((int) created)
        .tablesUpdated((int) updated)
        .tablesDeleted((int) deleted)
        .build();
  }

  /** All of the filters must hold. */
  static Predicate<CrawlerHistory> filter(List<CrawlsFilter> filters) {
    Predicate<CrawlerHistory> all = history -> true;
    for (CrawlsFilter filter : filters) {
      all = all.and(one(filter));
    }
    return all;
  }

  private static Predicate<CrawlerHistory> one(CrawlsFilter filter) {
    String field = Names.required(filter.fieldName(), "FieldName");
    String operator = Names.required(filter.filterOperator(), "FilterOperator");
    String value = Names.required(filter.fieldValue(), "FieldValue");
    return switch (field) {
      case "CRAWL_ID" -> history -> holds(operator, compare(history.crawlId(), value));
      case "STATE" -> history -> holds(operator, compare(history.state(), value));
      case "START_TIME" -> history -> holds(operator, time(history.startTime(), value));
      case "END_TIME" -> history -> holds(operator, time(history.endTime(), value));
      case "DPU_HOUR" -> history -> holds(operator, number(history.dpuHour(), value));
      default -> throw GlueError.notDone("The crawls filter " + field);
    };
  }

  private static @Nullable Integer compare(@Nullable String left, String right) {
    return left == null ? null : left.compareTo(right);
  }

  /** AWS gives times in filters as epoch milliseconds. */
  private static @Nullable Integer time(@Nullable Instant left, String right) {
    try {
      return left == null ? null : Long.compare(left.toEpochMilli(), Long.parseLong(right));
    } catch (NumberFormatException e) {
      throw GlueError.INVALID_INPUT.error("FieldValue is no time in epoch milliseconds: " + right);
    }
  }

  private static @Nullable Integer number(@Nullable Double left, String right) {
    try {
      return left == null ? null : left.compareTo(Double.parseDouble(right));
    } catch (NumberFormatException e) {
      throw GlueError.INVALID_INPUT.error("FieldValue is no number: " + right);
    }
  }

  private static boolean holds(String operator, @Nullable Integer order) {
    if (order == null) {
      return false;
    }
    return switch (operator) {
      case "GT" -> order > 0;
      case "GE" -> order >= 0;
      case "LT" -> order < 0;
      case "LE" -> order <= 0;
      case "EQ" -> order == 0;
      default -> order != 0;
    };
  }

  private static CrawlerHistory read(String document) {
    return StructureJson.read(document, CrawlerHistory.builder()).build();
  }
}

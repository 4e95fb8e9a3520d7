package io.tarn.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerHistory;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.kernel.LogSink;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs crawls as ledger tasks. A crawl that a crash cut off begins again; the crawl's id in the
 * crawler's row makes sure that it ends once. What it found and its own end are one commit, unless
 * it changes more rows than a commit takes: then partitions come in several before it.
 */
final class CrawlTask implements TaskHandler {
  static final String KIND = "catalog.crawl";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRIES = 3;
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final int ROWS_AT_ONCE = 600;
  private static final int MESSAGE_MAX = 2_000;

  private final Ledger ledger;
  private final Crawls crawls;
  private final LogSink logs;
  private final InstantSource clock;
  private final String account;

  CrawlTask(Ledger ledger, Crawls crawls, LogSink logs, InstantSource clock, String account) {
    this.ledger = ledger;
    this.crawls = crawls;
    this.logs = logs;
    this.clock = clock;
    this.account = account;
  }

  /** How a crawl ended. */
  private record End(String status, @Nullable String error, CrawlPlan plan) {
    static End of(String status, @Nullable String error) {
      return new End(status, error, new CrawlPlan());
    }
  }

  /** Begins a crawl inside a commit; the row must be READY. */
  static void start(Tx tx, Change change, CrawlerRow row, String crawlId) throws SQLException {
    start(tx, change, row, crawlId, Optional.empty());
  }

  /**
   * @param due the time of the crawler's schedule that it begins at
   */
  static void start(Tx tx, Change change, CrawlerRow row, String crawlId, Optional<Instant> due)
      throws SQLException {
    CrawlerRows.begin(tx, change.region(), row.name(), crawlId, change.now());
    CrawlerHistory history =
        CrawlerHistory.builder()
            .crawlId(crawlId)
            .state("RUNNING")
            .startTime(change.now())
            .logGroup(CrawlLog.GROUP)
            .logStream(row.name())
            .messagePrefix(crawlId)
            .dpuHour(0.0)
            .build();
    CrawlRows.begin(tx, change.region(), row.name(), history, change.now());
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("region", change.region())
            .put("crawler", row.name())
            .put("crawl", crawlId);
    due.filter(time -> Duration.between(time, change.now()).compareTo(LATE) > 0)
        .ifPresent(time -> body.put("late", time.toString()));
    tx.schedule(
        new NewTask(
            KIND,
            change.region() + "/" + row.name(),
            change.now(),
            TRIES,
            Duration.ofSeconds(5),
            change.traceId(),
            body.toString()));
    publish(tx, change, row.name(), "Started", CrawlCounts.NONE, null);
  }

  @Override
  public Completion run(Task task) throws Exception {
    JsonNode body = JSON.readTree(task.body());
    String region = body.path("region").asText();
    String name = body.path("crawler").asText();
    String crawlId = body.path("crawl").asText();
    Optional<CrawlerRow> row = current(region, name, crawlId);
    if (row.isEmpty()) {
      return tx -> {};
    }
    CrawlLog log = new CrawlLog(logs, clock, region, name, crawlId);
    log.benchmark("Running Start Crawl for Crawler " + name);
    if (body.hasNonNull("late")) {
      log.warn(
          "The crawl was due at "
              + body.path("late").asText()
              + " and begins late, once for all times of its schedule since");
    }
    if (task.attempt() > 1) {
      log.warn("The crawl was cut off and begins again");
    }
    log.flush();
    End end;
    try {
      end = crawl(row.get(), region, crawlId, task.traceId(), log);
    } finally {
      log.flush();
    }
    Instant now = clock.instant();
    String status;
    try (CrawlPlan plan = end.plan()) {
      status = finish(region, name, crawlId, task.traceId(), end, now);
    }
    log.benchmark("Finished writing to Catalog: " + summary(end.plan()));
    log.benchmark("Crawler has finished running with status " + status + " and is in state READY");
    log.flush();
    return tx -> {};
  }

  private End crawl(CrawlerRow row, String region, String crawlId, String traceId, CrawlLog log) {
    CrawlPlan plan = new CrawlPlan();
    boolean found = false;
    try {
      Crawls.Stop stop = new Crawls.Stop(ledger, region, row.name(), crawlId, clock);
      stop.check();
      crawls.run(row.crawler(), region, crawlId, traceId, log, stop, plan);
      found = true;
      String partial = plan.unread().isEmpty() ? null : LeftAside.message(plan.unread());
      return new End("SUCCEEDED", partial, plan);
    } catch (ServiceError e) {
      log.error(e.code() + ": " + e.message());
      return End.of("FAILED", e.code() + ": " + e.message());
    } catch (CancellationException e) {
      log.warn("The crawl was stopped: no table was changed");
      return End.of("CANCELLED", null);
    } finally {
      if (!found) {
        plan.close();
      }
    }
  }

  private Optional<CrawlerRow> current(String region, String name, String crawlId) {
    return ledger
        .read(tx -> CrawlerRows.find(tx, region, name))
        .filter(row -> row.crawlId().equals(Optional.of(crawlId)));
  }

  /** Commits the plan and the end; says how the crawl ended in truth. */
  private String finish(
      String region, String name, String crawlId, String traceId, End end, Instant now) {
    List<CrawlPlan.Step> rest = new ArrayList<>(end.plan().steps());
    int rows = rest.stream().mapToInt(CrawlPlan.Step::rows).sum();
    while (rows > ROWS_AT_ONCE) {
      List<CrawlPlan.Step> some = new ArrayList<>();
      int taken = 0;
      while (!rest.isEmpty()
          && (some.isEmpty() || taken + rest.getFirst().rows() <= ROWS_AT_ONCE)) {
        CrawlPlan.Step step = rest.removeFirst();
        some.add(step);
        taken += step.rows();
      }
      rows -= taken;
      ledger.commit(
          tx -> {
            if (isCurrent(tx, region, name, crawlId)) {
              applyAll(tx, some);
            }
            return name;
          });
    }
    return ledger.commit(
        tx -> {
          Optional<CrawlerRow> row = CrawlerRows.find(tx, region, name);
          if (row.isEmpty() || !row.get().crawlId().equals(Optional.of(crawlId))) {
            return end.status();
          }
          boolean stopped =
              row.get().state().equals(CrawlerRow.STOPPING) && end.status().equals("SUCCEEDED");
          End real = stopped ? End.of("CANCELLED", null) : end;
          if (!stopped) {
            applyAll(tx, rest);
          }
          write(tx, region, row.get(), crawlId, traceId, real, now);
          return real.status();
        });
  }

  private static boolean isCurrent(Tx tx, String region, String name, String crawlId)
      throws SQLException {
    return CrawlerRows.find(tx, region, name)
        .filter(row -> row.crawlId().equals(Optional.of(crawlId)))
        .filter(row -> row.state().equals(CrawlerRow.RUNNING))
        .isPresent();
  }

  private static void applyAll(Tx tx, List<CrawlPlan.Step> steps) throws SQLException {
    for (CrawlPlan.Step step : steps) {
      step.change().apply(tx);
    }
  }

  private void write(
      Tx tx, String region, CrawlerRow row, String crawlId, String traceId, End end, Instant now)
      throws SQLException {
    String error = end.error();
    String message =
        error == null || error.length() <= MESSAGE_MAX ? error : error.substring(0, MESSAGE_MAX);
    Crawler crawler =
        row.crawler().toBuilder()
            .lastCrawl(
                LastCrawlInfo.builder()
                    .status(end.status())
                    .errorMessage(message)
                    .logGroup(CrawlLog.GROUP)
                    .logStream(row.name())
                    .messagePrefix(crawlId)
                    .startTime(row.started())
                    .build())
            .build();
    CrawlerRows.end(tx, region, crawler);
    CrawlCounts counts = end.plan().counts();
    CrawlRows.end(
        tx,
        region,
        row.name(),
        CrawlerHistory.builder()
            .crawlId(crawlId)
            .state(historyState(end.status()))
            .startTime(row.started())
            .endTime(now)
            .summary(summary(end.plan()))
            .errorMessage(message)
            .logGroup(CrawlLog.GROUP)
            .logStream(row.name())
            .messagePrefix(crawlId)
            .dpuHour(0.0)
            .build(),
        counts);
    Change change = new Change(account, region, "glue.amazonaws.com", traceId, now);
    String state = end.status().equals("SUCCEEDED") ? "Succeeded" : "Failed";
    publish(tx, change, row.name(), state, counts, message);
  }

  private static String historyState(String status) {
    return switch (status) {
      case "SUCCEEDED" -> "COMPLETED";
      case "CANCELLED" -> "STOPPED";
      default -> "FAILED";
    };
  }

  /**
   * AWS's summary: what was added, updated and deleted, as JSON. A member of our own, {@code FILE},
   * tells a partial crawl from a whole one.
   */
  private static String summary(CrawlPlan plan) {
    CrawlCounts counts = plan.counts();
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    ObjectNode tables = summary.putObject("TABLE");
    tables.put("ADD", counts.tablesCreated()).put("UPDATE", counts.tablesUpdated());
    tables.put("DELETE", counts.tablesDeleted());
    ObjectNode partitions = summary.putObject("PARTITION");
    partitions.put("ADD", counts.partitionsCreated()).put("UPDATE", counts.partitionsUpdated());
    partitions.put("DELETE", counts.partitionsDeleted());
    if (!plan.unread().isEmpty()) {
      summary.putObject("FILE").put("UNREAD", plan.unread().size());
    }
    return summary.toString();
  }

  /** The detail of AWS's event "Glue Crawler State Change". */
  private static void publish(
      Tx tx,
      Change change,
      String name,
      String state,
      CrawlCounts counts,
      @Nullable String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("crawlerName", name).put("state", state).put("accountId", change.account());
    body.put("tablesCreated", String.valueOf(counts.tablesCreated()));
    body.put("tablesUpdated", String.valueOf(counts.tablesUpdated()));
    body.put("tablesDeleted", String.valueOf(counts.tablesDeleted()));
    body.put("partitionsCreated", String.valueOf(counts.partitionsCreated()));
    body.put("partitionsUpdated", String.valueOf(counts.partitionsUpdated()));
    body.put("partitionsDeleted", String.valueOf(counts.partitionsDeleted()));
    boolean failed = state.equals("Failed");
    body.put("warningMessage", failed || message == null ? "N/A" : message);
    body.put("message", failed && message != null ? message : "Crawler " + state);
    CatalogFacts.publish(
        tx,
        change,
        CatalogFacts.CRAWLER_CHANGED,
        CatalogAccess.crawlerArn(change.region(), change.account(), name),
        body);
  }

  /** A fault of ours, three times over: the crawl ends FAILED and the crawler can start again. */
  @Override
  public Completion exhausted(Task task, Throwable failure) {
    return tx -> {
      try {
        JsonNode body = JSON.readTree(task.body());
        String region = body.path("region").asText();
        String crawlId = body.path("crawl").asText();
        Optional<CrawlerRow> row = CrawlerRows.find(tx, region, body.path("crawler").asText());
        if (row.isPresent() && row.get().crawlId().equals(Optional.of(crawlId))) {
          End end = End.of("FAILED", "Internal Service Exception: " + failure.getMessage());
          write(tx, region, row.get(), crawlId, task.traceId(), end, clock.instant());
        }
      } catch (JsonProcessingException e) {
        throw new SQLException("A crawl task without JSON: " + task.body(), e);
      }
    };
  }
}

package io.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tarn.api.Call;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.Schedule;
import io.tarn.kernel.Ids;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts crawlers at their times. One task a scheduled crawler is due at its next time; it starts
 * the crawl and makes the task of the time after that in one commit. A crawler that is still
 * running is passed over, as on AWS.
 */
final class CrawlerSchedules implements TaskHandler {
  static final String KIND = "catalog.schedule";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRIES = 1_000_000;

  private final InstantSource clock;
  private final Ids ids;
  private final String account;

  CrawlerSchedules(InstantSource clock, Ids ids, String account) {
    this.clock = clock;
    this.ids = ids;
    this.account = account;
  }

  /** The schedule of an expression; none when the expression is empty. */
  static @Nullable Schedule of(@Nullable String expression, Instant now) {
    if (expression == null || expression.isBlank()) {
      return null;
    }
    AwsCron.parse(expression, now);
    return Schedule.builder().scheduleExpression(expression).state("SCHEDULED").build();
  }

  /**
   * Moves a crawler's schedule into a state.
   *
   * @param already the error when it is in that state
   */
  static String turn(Tx tx, Call call, String crawler, String state, GlueError already)
      throws SQLException {
    CrawlerRow row = CrawlerRows.load(tx, call.region(), crawler);
    Schedule schedule = row.crawler().schedule();
    if (schedule == null || schedule.scheduleExpression() == null) {
      throw GlueError.NO_SCHEDULE.error("Crawler " + crawler + " has no schedule");
    }
    if (state.equals(schedule.state())) {
      throw already.error("The schedule of crawler " + crawler + " is " + state + " already");
    }
    Crawler fresh =
        row.crawler().toBuilder().schedule(schedule.toBuilder().state(state).build()).build();
    CrawlerRows.write(tx, call.region(), fresh);
    arrange(tx, Change.of(call), fresh);
    return crawler;
  }

  /** Makes the task that the crawler's schedule wants now, or takes it away. */
  static void arrange(Tx tx, Change change, Crawler crawler) {
    arrange(tx, change, crawler, change.now());
  }

  private static void arrange(Tx tx, Change change, Crawler crawler, Instant after) {
    String name = Names.required(crawler.name(), "Name");
    Schedule schedule = crawler.schedule();
    String expression = schedule == null ? null : schedule.scheduleExpression();
    if (schedule == null || expression == null || !"SCHEDULED".equals(schedule.state())) {
      cancel(tx, change.region(), name);
      return;
    }
    Optional<Instant> next = AwsCron.parse(expression, after).next(after);
    next.ifPresentOrElse(
        due ->
            tx.schedule(
                new NewTask(
                    KIND,
                    key(change.region(), name),
                    due,
                    TRIES,
                    Duration.ofSeconds(1),
                    change.traceId(),
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("region", change.region())
                        .put("crawler", name)
                        .toString())),
        () -> cancel(tx, change.region(), name));
  }

  static void cancel(Tx tx, String region, String name) {
    tx.unschedule(KIND, key(region, name));
  }

  private static String key(String region, String name) {
    return region + "/" + name;
  }

  @Override
  public Completion run(Task task) throws Exception {
    JsonNode body = JSON.readTree(task.body());
    String region = body.path("region").asText();
    String name = body.path("crawler").asText();
    String crawlId = ids.uuid();
    Change change =
        new Change(account, region, "glue.amazonaws.com", "crawl-" + crawlId, clock.instant());
    return tx -> fire(tx, change, name, crawlId, task.due());
  }

  private static void fire(Tx tx, Change change, String name, String crawlId, Instant due)
      throws SQLException {
    Optional<CrawlerRow> row = CrawlerRows.find(tx, change.region(), name);
    if (row.isEmpty()) {
      return;
    }
    if (row.get().state().equals(CrawlerRow.READY)) {
      CrawlTask.start(tx, change, row.get(), crawlId, Optional.of(due));
    }
    // A clock that was set back must not bring a time twice.
    Instant after = change.now().isBefore(due) ? due : change.now();
    arrange(tx, change, row.get().crawler(), after);
  }
}

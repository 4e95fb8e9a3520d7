package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CrawlerHistory;
import io.tarn.api.glue.DeleteCrawlerRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListCrawlsRequest;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.StopCrawlerRequest;
import io.tarn.api.glue.UpdateCrawlerRequest;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When crawls begin: at their times though the clock jumps, and one at a time. */
class TestCrawlerSchedules {
  private static final String NOON = "cron(0 12 * * ? *)";

  @TempDir Path directory;
  private Lake lake;

  /** Nothing runs by itself here: tasks are handed to their handler one by one. */
  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("raw");
    lake.database("db");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void aTimeComesOnceThoughTheClockIsSetBack() throws Exception {
    create(NOON);
    Task task = scheduled();
    fire(task, task.due().minus(Duration.ofHours(1)));
    assertThat(crawls()).hasSize(1);
    assertThat(scheduled().due()).isEqualTo(task.due().plus(Duration.ofDays(1)));
  }

  @Test
  void timesThatAClockJumpsOverAreOneCrawlThatSaysSo() throws Exception {
    create("cron(0 * * * ? *)");
    Task task = scheduled();
    Instant now = Instant.now();
    Instant due = now.minus(Duration.ofHours(26)).truncatedTo(ChronoUnit.HOURS);
    fire(new Task(task.id(), task.kind(), task.key(), due, 1, 1, task.traceId(), task.body()), now);
    assertThat(crawls()).hasSize(1);
    assertThat(scheduled().due()).isBetween(now, now.plus(Duration.ofHours(1)));
    lake.close();
    lake = Lake.open(directory);
    lake.awaitCrawl("c");
    assertThat(lake.log)
        .anyMatch(line -> line.contains("The crawl was due at " + due + " and begins late"));
  }

  @Test
  void aTimeWithinACrawlIsPassedOver() throws Exception {
    create(NOON);
    Task task = scheduled();
    lake.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build());
    fire(task, task.due());
    assertThat(crawls()).hasSize(1);
    assertThat(scheduled().due()).isEqualTo(task.due().plus(Duration.ofDays(1)));
  }

  @Test
  void ofManyStartsOneWins() throws Exception {
    create(null);
    int starters = 8;
    CountDownLatch ready = new CountDownLatch(starters);
    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(starters)) {
      for (int i = 0; i < starters; i++) {
        answers.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return start();
                }));
      }
      List<String> codes = new ArrayList<>();
      for (Future<String> answer : answers) {
        codes.add(answer.get());
      }
      assertThat(codes).filteredOn("started"::equals).hasSize(1);
      assertThat(codes).filteredOn("CrawlerRunningException"::equals).hasSize(starters - 1);
    }
    assertThat(crawls()).hasSize(1);
  }

  @Test
  void aRunningCrawlerIsNeitherChangedNorDeleted() {
    create(null);
    assertThat(start()).isEqualTo("started");
    for (String state : List.of("RUNNING", "STOPPING")) {
      assertThat(lake.find("c").state()).isEqualTo(state);
      String says = "Crawler with name c has already started";
      lake.refused(
          GlueService.UPDATE_CRAWLER,
          UpdateCrawlerRequest.builder().name("c").description("new").build(),
          "CrawlerRunningException",
          says);
      lake.refused(
          GlueService.DELETE_CRAWLER,
          DeleteCrawlerRequest.builder().name("c").build(),
          "CrawlerRunningException",
          says);
      if (state.equals("RUNNING")) {
        lake.call(GlueService.STOP_CRAWLER, StopCrawlerRequest.builder().name("c").build());
      }
    }
    lake.refused(
        GlueService.STOP_CRAWLER,
        StopCrawlerRequest.builder().name("c").build(),
        "CrawlerStoppingException",
        "Crawler with name c is stopping");
  }

  private String start() {
    try {
      lake.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build());
      return "started";
    } catch (ServiceError e) {
      return e.code();
    }
  }

  private void create(@Nullable String schedule) {
    lake.call(
        GlueService.CREATE_CRAWLER,
        lake.crawler("c", "db", "s3://raw/x/").schedule(schedule).build());
  }

  private void fire(Task task, Instant now) throws Exception {
    TaskHandler.Completion done =
        new CrawlerSchedules(() -> now, new Ids(new Random(3)), Lake.ACCOUNT).run(task);
    lake.ledger.commit(
        tx -> {
          done.commit(tx);
          return task;
        });
  }

  /** The open task of the schedule. */
  private Task scheduled() {
    return lake.ledger.read(
        tx ->
            Sql.one(
                    tx,
                    "SELECT id, task_key, due, trace_id, body FROM ledger_task"
                        + " WHERE kind = ? AND owner = ''",
                    row ->
                        new Task(
                            row.getLong(1),
                            CrawlerSchedules.KIND,
                            row.getString(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            1,
                            1,
                            row.getString(4),
                            row.getString(5)),
                    CrawlerSchedules.KIND)
                .orElseThrow());
  }

  private List<CrawlerHistory> crawls() {
    return requireNonNull(
        lake.call(GlueService.LIST_CRAWLS, ListCrawlsRequest.builder().crawlerName("c").build())
            .crawls());
  }
}

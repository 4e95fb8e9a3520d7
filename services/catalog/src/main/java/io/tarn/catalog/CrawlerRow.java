package io.tarn.catalog;

import io.tarn.api.glue.Crawler;
import io.tarn.kernel.ServiceError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A crawler with what changes while it runs.
 *
 * @param crawlId of the crawl under way
 * @param started when the last crawl began
 */
record CrawlerRow(
    String name, String state, Optional<String> crawlId, Instant started, Crawler crawler) {
  static final String READY = "READY";
  static final String RUNNING = "RUNNING";
  static final String STOPPING = "STOPPING";

  /** As GetCrawler shows it. */
  Crawler shown(Instant now) {
    boolean running = !state.equals(READY);
    return crawler.toBuilder()
        .state(state)
        .crawlElapsedTime(running ? Duration.between(started, now).toMillis() : 0L)
        .build();
  }

  void checkReady() {
    if (!state.equals(READY)) {
      throw running();
    }
  }

  void checkStartable() {
    checkReady();
  }

  private ServiceError running() {
    return GlueError.CRAWLER_RUNNING.error("Crawler with name " + name + " has already started");
  }

  void checkStoppable() {
    if (state.equals(READY)) {
      throw GlueError.CRAWLER_NOT_RUNNING.error("Crawler with name " + name + " isn't running");
    }
    if (state.equals(STOPPING)) {
      throw GlueError.CRAWLER_STOPPING.error("Crawler with name " + name + " is stopping");
    }
  }
}

package io.tarn.catalog;

import io.tarn.kernel.LogSink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A crawl's lines in CloudWatch Logs: group {@code /aws-glue/crawlers}, stream = crawler, each line
 * behind the crawl's id, as Glue writes them. Not thread-safe.
 */
final class CrawlLog {
  static final String GROUP = "/aws-glue/crawlers";
  private static final int LINES_AT_ONCE = 1_000;

  private final LogSink sink;
  private final InstantSource clock;
  private final String region;
  private final String crawler;
  private final String crawlId;
  private final List<LogSink.Line> pending = new ArrayList<>();

  CrawlLog(LogSink sink, InstantSource clock, String region, String crawler, String crawlId) {
    this.sink = sink;
    this.clock = clock;
    this.region = region;
    this.crawler = crawler;
    this.crawlId = crawlId;
  }

  void benchmark(String message) {
    add("BENCHMARK", message);
  }

  void info(String message) {
    add("INFO", message);
  }

  void warn(String message) {
    add("WARN", message);
  }

  void error(String message) {
    add("ERROR", message);
  }

  private void add(String level, String message) {
    String line = message.replace('\n', ' ').replace('\r', ' ');
    pending.add(new LogSink.Line(clock.instant(), "[" + crawlId + "] " + level + " : " + line));
  }

  void flush() {
    for (int i = 0; i < pending.size(); i += LINES_AT_ONCE) {
      sink.append(
          region,
          GROUP,
          crawler,
          List.copyOf(pending.subList(i, Math.min(pending.size(), i + LINES_AT_ONCE))));
    }
    pending.clear();
  }
}

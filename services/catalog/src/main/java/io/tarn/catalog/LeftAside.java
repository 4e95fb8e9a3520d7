package io.tarn.catalog;

import io.tarn.catalog.inference.TableFinder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a crawl could not use: everything goes to its log with the reason; what should have been
 * data and could not be read makes the crawl a partial one. Not thread-safe.
 */
final class LeftAside {
  private static final int NAMED = 5;

  private final CrawlLog log;
  private final List<TableFinder.Unread> unread = new ArrayList<>();

  LeftAside(CrawlLog log) {
    this.log = log;
  }

  void note(TableFinder.Result result) {
    result.foreign().forEach(line -> log.warn("Left aside: " + line));
    result.unread().forEach(each -> log.error("Not read: " + line(each)));
    unread.addAll(result.unread());
  }

  List<String> uris() {
    return unread.stream().map(each -> each.file().uri()).toList();
  }

  /** Each file with the reason. */
  List<String> lines() {
    return unread.stream().map(LeftAside::line).toList();
  }

  private static String line(TableFinder.Unread each) {
    return each.why().startsWith(each.file().uri())
        ? each.why()
        : each.file().uri() + ": " + each.why();
  }

  /** The message of a crawl that succeeded in part. */
  static String message(List<String> lines) {
    String some = String.join("; ", lines.subList(0, Math.min(NAMED, lines.size())));
    return "Partly crawled: "
        + lines.size()
        + (lines.size() == 1 ? " file" : " files")
        + " could not be read: "
        + some
        + (lines.size() > NAMED ? "; the log names all" : "");
  }
}

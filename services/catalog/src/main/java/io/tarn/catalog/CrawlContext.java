package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.api.glue.Crawler;
import io.tarn.catalog.inference.CustomClassifier;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.catalog.inference.TableFinder;
import java.util.List;

/**
 * One crawl under way, as its targets see it.
 *
 * @param role the call under which everything is read and changed
 * @param aside collects what could not be used
 * @param plan takes what is to be changed
 */
record CrawlContext(
    Crawler crawler,
    CrawlerConfiguration configuration,
    List<CustomClassifier> classifiers,
    Call role,
    CrawlLog log,
    Crawls.Stop stop,
    ObjectSource source,
    LeftAside aside,
    CrawlPlan plan) {
  String name() {
    return Names.required(crawler.name(), "Name");
  }

  /** Notes what was found besides tables. */
  void note(TableFinder.Result result) {
    aside.note(result);
  }

  void unread(ListedFile file, String why) {
    aside.note(new TableFinder.Result(List.of(), List.of(), List.of(unreadOf(file, why))));
  }

  private static TableFinder.Unread unreadOf(ListedFile file, String why) {
    return new TableFinder.Unread(file, "cannot be read: " + why);
  }
}

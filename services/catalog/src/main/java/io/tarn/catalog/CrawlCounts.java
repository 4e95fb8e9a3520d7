package io.tarn.catalog;

/** What a crawl changed in the catalog. */
record CrawlCounts(
    int tablesCreated,
    int tablesUpdated,
    int tablesDeleted,
    int partitionsCreated,
    int partitionsUpdated,
    int partitionsDeleted) {
  static final CrawlCounts NONE = new CrawlCounts(0, 0, 0, 0, 0, 0);

  boolean isChange() {
    return !equals(NONE);
  }
}

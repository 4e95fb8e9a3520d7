package io.tarn.catalog;

import io.tarn.ledger.Tx;
import io.tarn.store.Staged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a crawl will change, in order, with how much each step weighs in a commit. Closing it lets
 * go of the files that no commit has published.
 */
final class CrawlPlan implements AutoCloseable {
  /** One change; runs inside a commit and may run several times, as a commit does. */
  interface Change {
    void apply(Tx tx) throws SQLException;
  }

  /** A change and the rows it touches. */
  record Step(int rows, Change change) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<Staged> files = new ArrayList<>();
  private int tablesCreated;
  private int tablesUpdated;
  private int tablesDeleted;
  private int partitionsCreated;
  private int partitionsUpdated;
  private int partitionsDeleted;
  private List<String> unread = List.of();

  /** The files that could not be read, or not to their end, each with the reason. */
  List<String> unread() {
    return unread;
  }

  void markPartial(List<String> lines) {
    unread = List.copyOf(lines);
  }

  List<Step> steps() {
    return steps;
  }

  void createTable(Change change) {
    tablesCreated++;
    steps.add(new Step(3, change));
  }

  void updateTable(Change change) {
    tablesUpdated++;
    steps.add(new Step(3, change));
  }

  /** Only figures such as sizes are new: no version, not counted. */
  void refreshTable(Change change) {
    steps.add(new Step(3, change));
  }

  void deleteTable(Change change) {
    tablesDeleted++;
    steps.add(new Step(3, change));
  }

  void createPartitions(int count, Change change) {
    partitionsCreated += count;
    steps.add(new Step(count + 2, change));
  }

  void updatePartition(Change change) {
    partitionsUpdated++;
    steps.add(new Step(3, change));
  }

  void deletePartition(Change change) {
    partitionsDeleted++;
    steps.add(new Step(3, change));
  }

  /** What a crawl remembers for the next one; counted nowhere. */
  void remember(Change change) {
    steps.add(new Step(2, change));
  }

  /** A file that is seen by nobody before the commit. */
  void writeFile(Staged file, Change publication) {
    files.add(file);
    steps.add(new Step(3, publication));
  }

  void deleteFile(Change change) {
    steps.add(new Step(3, change));
  }

  @Override
  public void close() {
    files.forEach(Staged::close);
    files.clear();
  }

  CrawlCounts counts() {
    return new CrawlCounts(
        tablesCreated,
        tablesUpdated,
        tablesDeleted,
        partitionsCreated,
        partitionsUpdated,
        partitionsDeleted);
  }
}

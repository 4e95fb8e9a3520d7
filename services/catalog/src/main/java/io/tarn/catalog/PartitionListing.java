package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.Segment;
import io.tarn.kernel.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A listing of a table's partitions, page by page.
 *
 * @param operation whose listing it is: page tokens of others do not continue it
 */
record PartitionListing(
    String operation,
    String database,
    String table,
    @Nullable String expression,
    @Nullable Segment segment) {
  private static final int PAGE = 1_000;

  record Answer(TableRow table, List<Partition> partitions, @Nullable String nextToken) {}

  Answer page(
      Catalog catalog, Call call, @Nullable Integer maxResults, @Nullable String nextToken) {
    int limit = maxResults == null ? PAGE : maxResults;
    Object[] binding = {
      operation, call.region(), Names.fold(database), Names.fold(table), expression, segment
    };
    String after = PageTokens.open(nextToken, GlueError.INVALID_INPUT, binding);
    Predicate<String> inSegment = segment == null ? key -> true : segmentOf(segment);
    return catalog
        .ledger()
        .read(
            tx -> {
              TableRow row = TableRows.load(tx, call.region(), database, table);
              PartitionFilter filter =
                  expression == null
                      ? PartitionFilter.all()
                      : PartitionFilter.parse(expression, row.keys());
              Page<Partition> page =
                  PartitionScan.list(tx, row, filter, inSegment, Optional.ofNullable(after), limit);
              String next =
                  page.next().map(position -> PageTokens.seal(position, binding)).orElse(null);
              return new Answer(row, page.items(), next);
            });
  }

  /** Disjoint parts that together are everything, whatever the values are. */
  private static Predicate<String> segmentOf(Segment segment) {
    int number = segment.segmentNumber();
    int total = segment.totalSegments();
    if (number >= total) {
      throw GlueError.INVALID_INPUT.error(
          "SegmentNumber " + number + " must be less than TotalSegments " + total);
    }
    return key -> Math.floorMod(key.hashCode(), total) == number;
  }
}

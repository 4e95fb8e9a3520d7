package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetPartitionsRequest;
import io.tarn.api.glue.GetPartitionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.Segment;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.kernel.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Lists the partitions that an expression admits, also by segments. */
final class GetPartitions implements Operation<GetPartitionsRequest, GetPartitionsResponse> {
  private final Catalog catalog;

  GetPartitions(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetPartitionsRequest, GetPartitionsResponse> model() {
    return GlueService.GET_PARTITIONS;
  }

  @Override
  public AccessRule<GetPartitionsRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetPartitions",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetPartitionsResponse apply(GetPartitionsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.queryAsOfTime(), "QueryAsOfTime");
    Names.refuse(input.transactionId(), "TransactionId");
    int limit = input.maxResults() == null ? PAGE : input.maxResults();
    Segment segment = input.segment();
    Object[] binding = {
      "GetPartitions",
      call.region(),
      Names.fold(input.databaseName()),
      Names.fold(input.tableName()),
      input.expression(),
      segment
    };
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Predicate<String> inSegment = segment == null ? key -> true : segmentOf(segment);
    Page<Partition> page =
        catalog
            .ledger()
            .read(
                tx -> {
                  TableRow table =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  PartitionFilter filter =
                      input.expression() == null
                          ? PartitionFilter.all()
                          : PartitionFilter.parse(input.expression(), table.keys());
                  return PartitionScan.list(
                      tx, table, filter, inSegment, Optional.ofNullable(after), limit);
                });
    List<Partition> partitions =
        Boolean.TRUE.equals(input.excludeColumnSchema())
            ? page.items().stream().map(GetPartitions::withoutColumns).toList()
            : page.items();
    return GetPartitionsResponse.builder()
        .partitions(partitions)
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }

  private static final int PAGE = 1_000;

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

  private static Partition withoutColumns(Partition partition) {
    StorageDescriptor storage = partition.storageDescriptor();
    return storage == null
        ? partition
        : partition.toBuilder()
            .storageDescriptor(storage.toBuilder().columns(List.of()).build())
            .build();
  }
}

package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.StopCrawlerScheduleRequest;
import io.tarn.api.glue.StopCrawlerScheduleResponse;
import java.util.List;

/** Keeps the schedule and starts nothing by it until it is taken up again. */
final class StopCrawlerSchedule
    implements Operation<StopCrawlerScheduleRequest, StopCrawlerScheduleResponse> {
  private final Catalog catalog;

  StopCrawlerSchedule(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<StopCrawlerScheduleRequest, StopCrawlerScheduleResponse> model() {
    return GlueService.STOP_CRAWLER_SCHEDULE;
  }

  @Override
  public AccessRule<StopCrawlerScheduleRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:StopCrawlerSchedule",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.crawlerName())));
  }

  @Override
  public StopCrawlerScheduleResponse apply(StopCrawlerScheduleRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx ->
                CrawlerSchedules.turn(
                    tx,
                    call,
                    input.crawlerName(),
                    "NOT_SCHEDULED",
                    GlueError.SCHEDULER_NOT_RUNNING));
    return StopCrawlerScheduleResponse.builder().build();
  }
}

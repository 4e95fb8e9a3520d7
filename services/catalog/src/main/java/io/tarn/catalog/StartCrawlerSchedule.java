package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.StartCrawlerScheduleRequest;
import io.tarn.api.glue.StartCrawlerScheduleResponse;
import java.util.List;

/** Takes up a schedule that was stopped. */
final class StartCrawlerSchedule
    implements Operation<StartCrawlerScheduleRequest, StartCrawlerScheduleResponse> {
  private final Catalog catalog;

  StartCrawlerSchedule(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<StartCrawlerScheduleRequest, StartCrawlerScheduleResponse> model() {
    return GlueService.START_CRAWLER_SCHEDULE;
  }

  @Override
  public AccessRule<StartCrawlerScheduleRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:StartCrawlerSchedule",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.crawlerName())));
  }

  @Override
  public StartCrawlerScheduleResponse apply(StartCrawlerScheduleRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx ->
                CrawlerSchedules.turn(
                    tx, call, input.crawlerName(), "SCHEDULED", GlueError.SCHEDULER_RUNNING));
    return StartCrawlerScheduleResponse.builder().build();
  }
}

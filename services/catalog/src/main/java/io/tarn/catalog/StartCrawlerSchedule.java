package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Schedule;
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
            tx -> {
              CrawlerRow row = CrawlerRows.load(tx, call.region(), input.crawlerName());
              Schedule schedule = row.crawler().schedule();
              if (schedule == null || schedule.scheduleExpression() == null) {
                throw GlueError.NO_SCHEDULE.error(
                    "Crawler " + input.crawlerName() + " has no schedule");
              }
              if ("SCHEDULED".equals(schedule.state())) {
                throw GlueError.SCHEDULER_RUNNING.error(
                    "The scheduler of crawler " + input.crawlerName() + " is running");
              }
              Crawler fresh =
                  row.crawler().toBuilder()
                      .schedule(schedule.toBuilder().state("SCHEDULED").build())
                      .build();
              CrawlerRows.write(tx, call.region(), fresh);
              CrawlerSchedules.arrange(tx, Change.of(call), fresh);
              return input.crawlerName();
            });
    return StartCrawlerScheduleResponse.builder().build();
  }
}

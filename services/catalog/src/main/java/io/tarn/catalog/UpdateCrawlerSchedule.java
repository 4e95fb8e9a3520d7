package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateCrawlerScheduleRequest;
import io.tarn.api.glue.UpdateCrawlerScheduleResponse;
import java.util.List;

/** Gives a crawler another schedule, or none. */
final class UpdateCrawlerSchedule
    implements Operation<UpdateCrawlerScheduleRequest, UpdateCrawlerScheduleResponse> {
  private final Catalog catalog;

  UpdateCrawlerSchedule(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateCrawlerScheduleRequest, UpdateCrawlerScheduleResponse> model() {
    return GlueService.UPDATE_CRAWLER_SCHEDULE;
  }

  @Override
  public AccessRule<UpdateCrawlerScheduleRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:UpdateCrawlerSchedule",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.crawlerName())));
  }

  @Override
  public UpdateCrawlerScheduleResponse apply(UpdateCrawlerScheduleRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx -> {
              CrawlerRow row = CrawlerRows.load(tx, call.region(), input.crawlerName());
              Crawler fresh =
                  row.crawler().toBuilder()
                      .schedule(CrawlerSchedules.of(input.schedule(), call.now()))
                      .lastUpdated(call.now())
                      .build();
              CrawlerRows.write(tx, call.region(), fresh);
              CrawlerSchedules.arrange(tx, Change.of(call), fresh);
              return input.crawlerName();
            });
    return UpdateCrawlerScheduleResponse.builder().build();
  }
}

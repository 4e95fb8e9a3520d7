package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.StopCrawlerRequest;
import io.tarn.api.glue.StopCrawlerResponse;
import java.util.List;

/** Stops the crawl under way: it reads no further file and changes no table. */
final class StopCrawler implements Operation<StopCrawlerRequest, StopCrawlerResponse> {
  private final Catalog catalog;

  StopCrawler(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<StopCrawlerRequest, StopCrawlerResponse> model() {
    return GlueService.STOP_CRAWLER;
  }

  @Override
  public AccessRule<StopCrawlerRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:StopCrawler",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.name())));
  }

  @Override
  public StopCrawlerResponse apply(StopCrawlerRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx -> {
              CrawlerRow row = CrawlerRows.load(tx, call.region(), input.name());
              row.checkStoppable();
              CrawlerRows.setState(tx, call.region(), input.name(), CrawlerRow.STOPPING);
              return input.name();
            });
    return StopCrawlerResponse.builder().build();
  }
}

package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.StartCrawlerResponse;
import java.util.List;

/** Starts a crawl, which goes on as a task. */
final class StartCrawler implements Operation<StartCrawlerRequest, StartCrawlerResponse> {
  private final Catalog catalog;

  StartCrawler(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<StartCrawlerRequest, StartCrawlerResponse> model() {
    return GlueService.START_CRAWLER;
  }

  @Override
  public AccessRule<StartCrawlerRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:StartCrawler",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.name())));
  }

  @Override
  public StartCrawlerResponse apply(StartCrawlerRequest input, Call call) {
    String crawlId = call.ids().uuid();
    catalog
        .ledger()
        .commit(
            tx -> {
              CrawlerRow row = CrawlerRows.load(tx, call.region(), input.name());
              row.checkStartable();
              CrawlTask.start(tx, Change.of(call), row, crawlId);
              return crawlId;
            });
    return StartCrawlerResponse.builder().build();
  }
}

package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetCrawlerRequest;
import io.tarn.api.glue.GetCrawlerResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** Shows a crawler with its state and last crawl. */
final class GetCrawler implements Operation<GetCrawlerRequest, GetCrawlerResponse> {
  private final Catalog catalog;

  GetCrawler(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetCrawlerRequest, GetCrawlerResponse> model() {
    return GlueService.GET_CRAWLER;
  }

  @Override
  public AccessRule<GetCrawlerRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:GetCrawler",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.name())));
  }

  @Override
  public GetCrawlerResponse apply(GetCrawlerRequest input, Call call) {
    return catalog
        .ledger()
        .read(
            tx ->
                GetCrawlerResponse.builder()
                    .crawler(CrawlerRows.load(tx, call.region(), input.name()).shown(call.now()))
                    .build());
  }
}

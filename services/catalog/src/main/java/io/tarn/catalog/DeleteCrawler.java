package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteCrawlerRequest;
import io.tarn.api.glue.DeleteCrawlerResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** Removes a crawler that is not running; its tables stay. */
final class DeleteCrawler implements Operation<DeleteCrawlerRequest, DeleteCrawlerResponse> {
  private final Catalog catalog;

  DeleteCrawler(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteCrawlerRequest, DeleteCrawlerResponse> model() {
    return GlueService.DELETE_CRAWLER;
  }

  @Override
  public AccessRule<DeleteCrawlerRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:DeleteCrawler",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.name())));
  }

  @Override
  public DeleteCrawlerResponse apply(DeleteCrawlerRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx -> {
              CrawlerRow row = CrawlerRows.load(tx, call.region(), input.name());
              row.checkReady();
              CrawlerRows.delete(tx, call.region(), input.name());
              Tags.removeAll(
                  tx,
                  call.region(),
                  CatalogAccess.crawlerArn(call.region(), call.account(), input.name()));
              CrawlerSchedules.cancel(tx, call.region(), input.name());
              return input.name();
            });
    return DeleteCrawlerResponse.builder().build();
  }
}

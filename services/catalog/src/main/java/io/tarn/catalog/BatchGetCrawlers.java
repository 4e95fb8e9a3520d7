package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchGetCrawlersRequest;
import io.tarn.api.glue.BatchGetCrawlersResponse;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.GlueService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows the named crawlers and names those that are not there. */
final class BatchGetCrawlers
    implements Operation<BatchGetCrawlersRequest, BatchGetCrawlersResponse> {
  private final Catalog catalog;

  BatchGetCrawlers(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchGetCrawlersRequest, BatchGetCrawlersResponse> model() {
    return GlueService.BATCH_GET_CRAWLERS;
  }

  @Override
  public AccessRule<BatchGetCrawlersRequest> access() {
    return (input, call) ->
        input.crawlerNames().stream()
            .map(
                name ->
                    Access.of(
                        "glue:BatchGetCrawlers",
                        CatalogAccess.crawlerArn(call.region(), call.account(), name)))
            .toList();
  }

  @Override
  public BatchGetCrawlersResponse apply(BatchGetCrawlersRequest input, Call call) {
    return catalog
        .ledger()
        .read(
            tx -> {
              List<Crawler> found = new ArrayList<>();
              List<String> missing = new ArrayList<>();
              for (String name : input.crawlerNames()) {
                Optional<CrawlerRow> row = CrawlerRows.find(tx, call.region(), name);
                if (row.isPresent()) {
                  found.add(row.get().shown(call.now()));
                } else {
                  missing.add(name);
                }
              }
              return BatchGetCrawlersResponse.builder()
                  .crawlers(found)
                  .crawlersNotFound(missing)
                  .build();
            });
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.CreateCrawlerResponse;
import io.tarn.api.glue.GlueService;

/** Makes a crawler. The caller must be allowed to pass its role to Glue. */
final class CreateCrawler implements Operation<CreateCrawlerRequest, CreateCrawlerResponse> {
  private final Catalog catalog;
  private final Limits limits;
  private final Dispatcher dispatcher;

  CreateCrawler(Catalog catalog, Limits limits, Dispatcher dispatcher) {
    this.catalog = catalog;
    this.limits = limits;
    this.dispatcher = dispatcher;
  }

  @Override
  public OperationModel<CreateCrawlerRequest, CreateCrawlerResponse> model() {
    return GlueService.CREATE_CRAWLER;
  }

  @Override
  public AccessRule<CreateCrawlerRequest> access() {
    return (input, call) ->
        CrawlerSettings.accesses(
            "glue:CreateCrawler", input.name(), input.role(), input.tags(), call);
  }

  @Override
  public CreateCrawlerResponse apply(CreateCrawlerRequest input, Call call) {
    CrawlerSettings settings = CrawlerSettings.of(input, call);
    CrawlerSettings.checkTrust(dispatcher, input.role(), call);
    catalog
        .ledger()
        .commit(
            tx -> {
              limits.checkCrawlers(tx, call.region());
              // A classifier that is not there is said now, not by the first crawl.
              CrawlClassifiers.of(tx, call.region(), settings.crawler());
              CrawlerRows.create(tx, call.region(), settings.crawler());
              if (input.tags() != null) {
                String arn = CatalogAccess.crawlerArn(call.region(), call.account(), input.name());
                Tags.put(tx, call.region(), arn, input.tags());
              }
              CrawlerSchedules.arrange(tx, Change.of(call), settings.crawler());
              return input.name();
            });
    return CreateCrawlerResponse.builder().build();
  }
}

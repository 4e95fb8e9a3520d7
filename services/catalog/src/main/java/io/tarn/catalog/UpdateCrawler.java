package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateCrawlerRequest;
import io.tarn.api.glue.UpdateCrawlerResponse;

/** Changes the given settings of a crawler that is not running. */
final class UpdateCrawler implements Operation<UpdateCrawlerRequest, UpdateCrawlerResponse> {
  private final Catalog catalog;
  private final Dispatcher dispatcher;

  UpdateCrawler(Catalog catalog, Dispatcher dispatcher) {
    this.catalog = catalog;
    this.dispatcher = dispatcher;
  }

  @Override
  public OperationModel<UpdateCrawlerRequest, UpdateCrawlerResponse> model() {
    return GlueService.UPDATE_CRAWLER;
  }

  @Override
  public AccessRule<UpdateCrawlerRequest> access() {
    return (input, call) ->
        CrawlerSettings.accesses("glue:UpdateCrawler", input.name(), input.role(), null, call);
  }

  @Override
  public UpdateCrawlerResponse apply(UpdateCrawlerRequest input, Call call) {
    if (input.role() != null) {
      CrawlerSettings.checkTrust(dispatcher, input.role(), call);
    }
    catalog
        .ledger()
        .commit(
            tx -> {
              CrawlerRow row = CrawlerRows.load(tx, call.region(), input.name());
              row.checkReady();
              Crawler fresh = CrawlerSettings.changed(row.crawler(), input, call);
              CrawlClassifiers.of(tx, call.region(), fresh);
              CrawlerRows.write(tx, call.region(), fresh);
              CrawlerRows.forgetPosition(tx, call.region(), input.name());
              CrawlerSchedules.arrange(tx, Change.of(call), fresh);
              return input.name();
            });
    return UpdateCrawlerResponse.builder().build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetCrawlersRequest;
import io.tarn.api.glue.GetCrawlersResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.Page;

/** Lists crawlers. */
final class GetCrawlers implements Operation<GetCrawlersRequest, GetCrawlersResponse> {
  private final Catalog catalog;

  GetCrawlers(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetCrawlersRequest, GetCrawlersResponse> model() {
    return GlueService.GET_CRAWLERS;
  }

  @Override
  public AccessRule<GetCrawlersRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetCrawlers", call.region(), call.account());
  }

  @Override
  public GetCrawlersResponse apply(GetCrawlersRequest input, Call call) {
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {"GetCrawlers", call.region()};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Page<CrawlerRow> page =
        catalog.ledger().read(tx -> CrawlerRows.list(tx, call.region(), after, limit));
    return GetCrawlersResponse.builder()
        .crawlers(page.items().stream().map(row -> row.shown(call.now())).toList())
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }
}

package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.CrawlerHistory;
import io.tarn.api.glue.CrawlsFilter;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListCrawlsRequest;
import io.tarn.api.glue.ListCrawlsResponse;
import io.tarn.kernel.Page;
import java.util.List;
import java.util.function.Predicate;

/** Lists the crawls of a crawler, the newest first, those that pass all filters. */
final class ListCrawls implements Operation<ListCrawlsRequest, ListCrawlsResponse> {
  private final Catalog catalog;

  ListCrawls(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListCrawlsRequest, ListCrawlsResponse> model() {
    return GlueService.LIST_CRAWLS;
  }

  @Override
  public AccessRule<ListCrawlsRequest> access() {
    return (input, call) ->
        List.of(
            Access.of(
                "glue:ListCrawls",
                CatalogAccess.crawlerArn(call.region(), call.account(), input.crawlerName())));
  }

  @Override
  public ListCrawlsResponse apply(ListCrawlsRequest input, Call call) {
    int limit = input.maxResults() == null ? 20 : input.maxResults();
    List<CrawlsFilter> filters = input.filters() == null ? List.of() : input.filters();
    Object[] binding = {"ListCrawls", call.region(), input.crawlerName(), filters};
    String before = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Predicate<CrawlerHistory> wanted = CrawlRows.filter(filters);
    return catalog
        .ledger()
        .read(
            tx -> {
              CrawlerRows.load(tx, call.region(), input.crawlerName());
              Page<CrawlerHistory> page =
                  CrawlRows.list(tx, call.region(), input.crawlerName(), wanted, before, limit);
              return ListCrawlsResponse.builder()
                  .crawls(page.items())
                  .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
                  .build();
            });
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListCrawlersRequest;
import io.tarn.api.glue.ListCrawlersResponse;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists the names of crawlers, those with given tags if any are given. */
final class ListCrawlers implements Operation<ListCrawlersRequest, ListCrawlersResponse> {
  private final Catalog catalog;

  ListCrawlers(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListCrawlersRequest, ListCrawlersResponse> model() {
    return GlueService.LIST_CRAWLERS;
  }

  @Override
  public AccessRule<ListCrawlersRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:ListCrawlers", call.region(), call.account());
  }

  @Override
  public ListCrawlersResponse apply(ListCrawlersRequest input, Call call) {
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Map<String, String> tags = input.tags() == null ? Map.of() : input.tags();
    Object[] binding = {"ListCrawlers", call.region(), tags};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Page<CrawlerRow> page =
        catalog.ledger().read(tx -> CrawlerRows.list(tx, call.region(), after, limit));
    List<String> names = new ArrayList<>();
    for (CrawlerRow row : page.items()) {
      String arn = CatalogAccess.crawlerArn(call.region(), call.account(), row.name());
      Map<String, String> has =
          tags.isEmpty()
              ? Map.of()
              : catalog.ledger().read(tx -> Tags.find(tx, call.region(), arn));
      if (has.entrySet().containsAll(tags.entrySet())) {
        names.add(row.name());
      }
    }
    return ListCrawlersResponse.builder()
        .crawlerNames(names)
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }
}

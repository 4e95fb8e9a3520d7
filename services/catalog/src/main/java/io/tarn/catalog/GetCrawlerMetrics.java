package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.CrawlerMetrics;
import io.tarn.api.glue.GetCrawlerMetricsRequest;
import io.tarn.api.glue.GetCrawlerMetricsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.List;

/** Says how long crawls took and what they changed. */
final class GetCrawlerMetrics
    implements Operation<GetCrawlerMetricsRequest, GetCrawlerMetricsResponse> {
  private final Catalog catalog;

  GetCrawlerMetrics(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetCrawlerMetricsRequest, GetCrawlerMetricsResponse> model() {
    return GlueService.GET_CRAWLER_METRICS;
  }

  @Override
  public AccessRule<GetCrawlerMetricsRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetCrawlerMetrics", call.region(), call.account());
  }

  @Override
  public GetCrawlerMetricsResponse apply(GetCrawlerMetricsRequest input, Call call) {
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    List<String> wanted = input.crawlerNameList() == null ? List.of() : input.crawlerNameList();
    Object[] binding = {"GetCrawlerMetrics", call.region(), wanted};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    return catalog
        .ledger()
        .read(
            tx -> {
              Page<CrawlerRow> page = CrawlerRows.list(tx, call.region(), after, limit);
              List<CrawlerMetrics> metrics = new ArrayList<>();
              for (CrawlerRow row : page.items()) {
                if (wanted.isEmpty() || wanted.contains(row.name())) {
                  metrics.add(CrawlRows.metrics(tx, call.region(), row));
                }
              }
              return GetCrawlerMetricsResponse.builder()
                  .crawlerMetricsList(metrics)
                  .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
                  .build();
            });
  }
}

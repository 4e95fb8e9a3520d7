package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.GetConnectionsRequest;
import io.tarn.api.glue.GetConnectionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.Page;

/** Lists connections that pass a filter. */
final class GetConnections implements Operation<GetConnectionsRequest, GetConnectionsResponse> {
  private final Catalog catalog;

  GetConnections(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetConnectionsRequest, GetConnectionsResponse> model() {
    return GlueService.GET_CONNECTIONS;
  }

  @Override
  public AccessRule<GetConnectionsRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetConnections", call.region(), call.account());
  }

  @Override
  public GetConnectionsResponse apply(GetConnectionsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {"GetConnections", call.region(), input.filter()};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Page<Connection> page =
        catalog
            .ledger()
            .read(tx -> ConnectionRows.list(tx, call.region(), input.filter(), after, limit));
    boolean hide = Boolean.TRUE.equals(input.hidePassword());
    return GetConnectionsResponse.builder()
        .connectionList(
            page.items().stream()
                .map(
                    found ->
                        hide
                            ? ConnectionRows.withoutSecrets(found)
                            : catalog.secrets().open(found, call.region()))
                .toList())
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }
}

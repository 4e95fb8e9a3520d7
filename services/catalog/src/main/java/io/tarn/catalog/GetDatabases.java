package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.Database;
import io.tarn.api.glue.GetDatabasesRequest;
import io.tarn.api.glue.GetDatabasesResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.Page;
import java.util.Optional;

/** Lists databases. */
final class GetDatabases implements Operation<GetDatabasesRequest, GetDatabasesResponse> {
  private final Catalog catalog;

  GetDatabases(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetDatabasesRequest, GetDatabasesResponse> model() {
    return GlueService.GET_DATABASES;
  }

  @Override
  public AccessRule<GetDatabasesRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetDatabases", call.region(), call.account());
  }

  @Override
  public GetDatabasesResponse apply(GetDatabasesRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    String after =
        PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, "GetDatabases", call.region());
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Page<Database> page =
        catalog
            .ledger()
            .read(
                tx ->
                    catalog
                        .tables()
                        .listDatabases(tx, call.region(), Optional.ofNullable(after), limit));
    return GetDatabasesResponse.builder()
        .databaseList(page.items())
        .nextToken(
            page.next()
                .map(next -> PageTokens.seal(next, "GetDatabases", call.region()))
                .orElse(null))
        .build();
  }
}

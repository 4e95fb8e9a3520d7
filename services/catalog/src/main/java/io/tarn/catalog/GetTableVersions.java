package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetTableVersionsRequest;
import io.tarn.api.glue.GetTableVersionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TableVersion;
import java.util.List;

/** Lists a table's versions, the newest first. */
final class GetTableVersions
    implements Operation<GetTableVersionsRequest, GetTableVersionsResponse> {
  private final Catalog catalog;

  GetTableVersions(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetTableVersionsRequest, GetTableVersionsResponse> model() {
    return GlueService.GET_TABLE_VERSIONS;
  }

  @Override
  public AccessRule<GetTableVersionsRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetTableVersions",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetTableVersionsResponse apply(GetTableVersionsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {
      "GetTableVersions",
      call.region(),
      Names.fold(input.databaseName()),
      Names.fold(input.tableName())
    };
    String before = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    List<TableVersion> versions =
        catalog
            .ledger()
            .read(
                tx ->
                    TableVersions.list(
                        tx,
                        TableRows.load(tx, call.region(), input.databaseName(), input.tableName()),
                        before == null ? Long.MAX_VALUE : Long.parseLong(before),
                        limit + 1));
    boolean more = versions.size() > limit;
    List<TableVersion> page = versions.subList(0, Math.min(limit, versions.size()));
    return GetTableVersionsResponse.builder()
        .tableVersions(page)
        .nextToken(
            more ? PageTokens.seal(String.valueOf(page.getLast().versionId()), binding) : null)
        .build();
  }
}

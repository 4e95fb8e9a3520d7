package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GetTableResponse;
import io.tarn.api.glue.GlueService;

/** Shows a table. */
final class GetTable implements Operation<GetTableRequest, GetTableResponse> {
  private final Catalog catalog;

  GetTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetTableRequest, GetTableResponse> model() {
    return GlueService.GET_TABLE;
  }

  @Override
  public AccessRule<GetTableRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetTable", call.region(), call.account(), input.databaseName(), input.name());
  }

  @Override
  public GetTableResponse apply(GetTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.queryAsOfTime(), "QueryAsOfTime");
    Names.refuse(input.transactionId(), "TransactionId");
    return catalog
        .ledger()
        .read(
            tx ->
                GetTableResponse.builder()
                    .table(
                        TableRows.load(tx, call.region(), input.databaseName(), input.name())
                            .table())
                    .build());
  }
}

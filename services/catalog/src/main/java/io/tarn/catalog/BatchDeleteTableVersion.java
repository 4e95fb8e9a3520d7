package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchDeleteTableVersionRequest;
import io.tarn.api.glue.BatchDeleteTableVersionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TableVersionError;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;

/** Removes older versions of a table and says which could not be. */
final class BatchDeleteTableVersion
    implements Operation<BatchDeleteTableVersionRequest, BatchDeleteTableVersionResponse> {
  private final Catalog catalog;

  BatchDeleteTableVersion(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchDeleteTableVersionRequest, BatchDeleteTableVersionResponse> model() {
    return GlueService.BATCH_DELETE_TABLE_VERSION;
  }

  @Override
  public AccessRule<BatchDeleteTableVersionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:BatchDeleteTableVersion",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public BatchDeleteTableVersionResponse apply(BatchDeleteTableVersionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<TableVersionError> errors =
        catalog
            .ledger()
            .commit(
                tx -> {
                  TableRow row =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  List<TableVersionError> failed = new ArrayList<>();
                  for (String version : input.versionIds()) {
                    try {
                      TableVersions.delete(tx, row, version);
                    } catch (ServiceError e) {
                      failed.add(
                          TableVersionError.builder()
                              .tableName(row.table().name())
                              .versionId(version)
                              .errorDetail(LedgerTables.detail(e))
                              .build());
                    }
                  }
                  return failed;
                });
    return BatchDeleteTableVersionResponse.builder().errors(errors).build();
  }
}

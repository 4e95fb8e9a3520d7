package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchDeleteTableRequest;
import io.tarn.api.glue.BatchDeleteTableResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TableError;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;

/** Removes tables and says which could not be. */
final class BatchDeleteTable
    implements Operation<BatchDeleteTableRequest, BatchDeleteTableResponse> {
  private final Catalog catalog;

  BatchDeleteTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchDeleteTableRequest, BatchDeleteTableResponse> model() {
    return GlueService.BATCH_DELETE_TABLE;
  }

  @Override
  public AccessRule<BatchDeleteTableRequest> access() {
    return (input, call) -> {
      List<Access> accesses = new ArrayList<>();
      for (String table : input.tablesToDelete()) {
        accesses.addAll(
            CatalogAccess.table(
                "glue:BatchDeleteTable",
                call.region(),
                call.account(),
                input.databaseName(),
                table));
      }
      accesses.addAll(
          CatalogAccess.database(
              "glue:BatchDeleteTable", call.region(), call.account(), input.databaseName()));
      return accesses;
    };
  }

  @Override
  public BatchDeleteTableResponse apply(BatchDeleteTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.transactionId(), "TransactionId");
    List<TableError> errors =
        catalog
            .ledger()
            .commit(
                tx -> {
                  List<TableError> failed = new ArrayList<>();
                  DatabaseRows.load(tx, call.region(), input.databaseName());
                  for (String table : input.tablesToDelete()) {
                    try {
                      catalog
                          .tables()
                          .deleteTable(tx, Change.of(call), input.databaseName(), table);
                    } catch (ServiceError e) {
                      failed.add(
                          TableError.builder()
                              .tableName(table)
                              .errorDetail(LedgerTables.detail(e))
                              .build());
                    }
                  }
                  return failed;
                });
    return BatchDeleteTableResponse.builder().errors(errors).build();
  }
}

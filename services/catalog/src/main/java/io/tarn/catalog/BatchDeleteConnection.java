package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchDeleteConnectionRequest;
import io.tarn.api.glue.BatchDeleteConnectionResponse;
import io.tarn.api.glue.ErrorDetail;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Removes several connections; tells which could not be. */
final class BatchDeleteConnection
    implements Operation<BatchDeleteConnectionRequest, BatchDeleteConnectionResponse> {
  private final Catalog catalog;

  BatchDeleteConnection(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchDeleteConnectionRequest, BatchDeleteConnectionResponse> model() {
    return GlueService.BATCH_DELETE_CONNECTION;
  }

  @Override
  public AccessRule<BatchDeleteConnectionRequest> access() {
    return (input, call) -> {
      List<Access> accesses = new ArrayList<>();
      for (String name : input.connectionNameList()) {
        accesses.addAll(
            CatalogAccess.connection(
                "glue:BatchDeleteConnection", call.region(), call.account(), name));
      }
      return accesses.isEmpty()
          ? CatalogAccess.catalog("glue:BatchDeleteConnection", call.region(), call.account())
          : accesses;
    };
  }

  @Override
  public BatchDeleteConnectionResponse apply(BatchDeleteConnectionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return catalog
        .ledger()
        .commit(
            tx -> {
              List<String> succeeded = new ArrayList<>();
              Map<String, ErrorDetail> errors = new LinkedHashMap<>();
              for (String name : input.connectionNameList()) {
                try {
                  ConnectionRows.delete(tx, call.region(), name);
                  Tags.removeAll(
                      tx,
                      call.region(),
                      CatalogAccess.connectionArn(call.region(), call.account(), name));
                  succeeded.add(name);
                } catch (ServiceError e) {
                  errors.put(name, LedgerTables.detail(e));
                }
              }
              return BatchDeleteConnectionResponse.builder()
                  .succeeded(succeeded)
                  .errors(errors)
                  .build();
            });
  }
}

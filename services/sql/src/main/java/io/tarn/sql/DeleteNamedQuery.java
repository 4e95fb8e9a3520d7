package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.DeleteNamedQueryInput;
import io.tarn.api.athena.DeleteNamedQueryOutput;
import io.tarn.ledger.Ledger;

/** Removes a named query. */
final class DeleteNamedQuery implements Operation<DeleteNamedQueryInput, DeleteNamedQueryOutput> {
  private final Ledger ledger;

  DeleteNamedQuery(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DeleteNamedQueryInput, DeleteNamedQueryOutput> model() {
    return AthenaService.DELETE_NAMED_QUERY;
  }

  @Override
  public AccessRule<DeleteNamedQueryInput> access() {
    return AthenaAccess.onNamedQuery(
        ledger, "athena:DeleteNamedQuery", DeleteNamedQueryInput::namedQueryId);
  }

  @Override
  public DeleteNamedQueryOutput apply(DeleteNamedQueryInput input, Call call) {
    ledger.commit(
        tx -> {
          NamedQueries.load(tx, call.region(), input.namedQueryId());
          NamedQueries.delete(tx, call.region(), input.namedQueryId());
          return true;
        });
    return DeleteNamedQueryOutput.builder().build();
  }
}

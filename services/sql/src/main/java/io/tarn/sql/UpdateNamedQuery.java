package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.NamedQuery;
import io.tarn.api.athena.UpdateNamedQueryInput;
import io.tarn.api.athena.UpdateNamedQueryOutput;
import io.tarn.ledger.Ledger;

/** Changes a named query's name, description and text; database and work group stay. */
final class UpdateNamedQuery implements Operation<UpdateNamedQueryInput, UpdateNamedQueryOutput> {
  private final Ledger ledger;

  UpdateNamedQuery(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UpdateNamedQueryInput, UpdateNamedQueryOutput> model() {
    return AthenaService.UPDATE_NAMED_QUERY;
  }

  @Override
  public AccessRule<UpdateNamedQueryInput> access() {
    return AthenaAccess.onNamedQuery(
        ledger, "athena:UpdateNamedQuery", UpdateNamedQueryInput::namedQueryId);
  }

  @Override
  public UpdateNamedQueryOutput apply(UpdateNamedQueryInput input, Call call) {
    ledger.commit(
        tx -> {
          NamedQuery query = NamedQueries.load(tx, call.region(), input.namedQueryId());
          NamedQueries.put(
              tx,
              call.region(),
              query.toBuilder()
                  .name(input.name())
                  .description(input.description())
                  .queryString(input.queryString())
                  .build());
          return true;
        });
    return UpdateNamedQueryOutput.builder().build();
  }
}

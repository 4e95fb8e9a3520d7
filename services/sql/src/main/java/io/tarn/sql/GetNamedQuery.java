package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetNamedQueryInput;
import io.tarn.api.athena.GetNamedQueryOutput;
import io.tarn.ledger.Ledger;

/** Answers one named query. */
final class GetNamedQuery implements Operation<GetNamedQueryInput, GetNamedQueryOutput> {
  private final Ledger ledger;

  GetNamedQuery(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<GetNamedQueryInput, GetNamedQueryOutput> model() {
    return AthenaService.GET_NAMED_QUERY;
  }

  @Override
  public AccessRule<GetNamedQueryInput> access() {
    return AthenaAccess.onNamedQuery(
        ledger, "athena:GetNamedQuery", GetNamedQueryInput::namedQueryId);
  }

  @Override
  public GetNamedQueryOutput apply(GetNamedQueryInput input, Call call) {
    return GetNamedQueryOutput.builder()
        .namedQuery(ledger.read(tx -> NamedQueries.load(tx, call.region(), input.namedQueryId())))
        .build();
  }
}

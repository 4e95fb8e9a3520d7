package io.tarn.sql;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.BatchGetNamedQueryInput;
import io.tarn.api.athena.BatchGetNamedQueryOutput;
import io.tarn.api.athena.NamedQuery;
import io.tarn.api.athena.UnprocessedNamedQueryId;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Answers up to 50 named queries at once. */
final class BatchGetNamedQuery
    implements Operation<BatchGetNamedQueryInput, BatchGetNamedQueryOutput> {
  private final Ledger ledger;

  BatchGetNamedQuery(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<BatchGetNamedQueryInput, BatchGetNamedQueryOutput> model() {
    return AthenaService.BATCH_GET_NAMED_QUERY;
  }

  @Override
  public AccessRule<BatchGetNamedQueryInput> access() {
    return (input, call) ->
        input.namedQueryIds().stream()
            .map(id -> AthenaAccess.groupOfNamedQuery(ledger, call, id))
            .distinct()
            .map(
                group ->
                    Access.of("athena:BatchGetNamedQuery", AthenaAccess.workGroup(call, group)))
            .toList();
  }

  @Override
  public BatchGetNamedQueryOutput apply(BatchGetNamedQueryInput input, Call call) {
    List<NamedQuery> found = new ArrayList<>();
    List<UnprocessedNamedQueryId> missing = new ArrayList<>();
    for (String id : input.namedQueryIds()) {
      ledger
          .read(tx -> NamedQueries.find(tx, call.region(), id))
          .ifPresentOrElse(
              found::add,
              () ->
                  missing.add(
                      UnprocessedNamedQueryId.builder()
                          .namedQueryId(id)
                          .errorCode("INVALID_NAMED_QUERY_ID")
                          .errorMessage("NamedQuery " + id + " was not found")
                          .build()));
    }
    return BatchGetNamedQueryOutput.builder()
        .namedQueries(found)
        .unprocessedNamedQueryIds(missing)
        .build();
  }
}

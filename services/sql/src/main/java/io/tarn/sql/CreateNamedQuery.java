package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Fingerprints;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.CreateNamedQueryInput;
import io.tarn.api.athena.CreateNamedQueryOutput;
import io.tarn.api.athena.NamedQuery;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.RequestTokens;
import java.time.Duration;

/** Keeps a query under a name; its id is new, unless the token was used before. */
final class CreateNamedQuery implements Operation<CreateNamedQueryInput, CreateNamedQueryOutput> {
  private static final RequestTokens TOKENS =
      new RequestTokens("athena:CreateNamedQuery", Duration.ofDays(45));

  private final Ledger ledger;

  CreateNamedQuery(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<CreateNamedQueryInput, CreateNamedQueryOutput> model() {
    return AthenaService.CREATE_NAMED_QUERY;
  }

  @Override
  public AccessRule<CreateNamedQueryInput> access() {
    return AthenaAccess.onWorkGroup("athena:CreateNamedQuery", CreateNamedQueryInput::workGroup);
  }

  @Override
  public CreateNamedQueryOutput apply(CreateNamedQueryInput input, Call call) {
    String group = input.workGroup() == null ? WorkGroups.PRIMARY : input.workGroup();
    NamedQuery query =
        NamedQuery.builder()
            .namedQueryId(call.ids().uuid())
            .name(input.name())
            .description(input.description())
            .database(input.database())
            .queryString(input.queryString())
            .workGroup(group)
            .build();
    RequestTokens.Request request =
        new RequestTokens.Request(
            call.region(), input.clientRequestToken(), Fingerprints.of(input), call.now());
    return CreateNamedQueryOutput.builder()
        .namedQueryId(
            ledger.commit(
                tx ->
                    TOKENS.once(
                        tx,
                        request,
                        () ->
                            SqlError.invalid(
                                "INVALID_INPUT",
                                "Idempotent parameters do not match: the token belongs to another"
                                    + " request"),
                        same -> {
                          WorkGroups.load(same, call.region(), group);
                          NamedQueries.put(same, call.region(), query);
                          return String.valueOf(query.namedQueryId());
                        })))
        .build();
  }
}

package io.tarn.functions;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.lambda.AliasConfiguration;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.ListAliasesRequest;
import io.tarn.api.lambda.ListAliasesResponse;
import java.util.List;

/** Lists the aliases of a function, by name. */
final class ListAliases implements Operation<ListAliasesRequest, ListAliasesResponse> {
  private final Lambda lambda;

  ListAliases(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<ListAliasesRequest, ListAliasesResponse> model() {
    return LambdaService.LIST_ALIASES;
  }

  @Override
  public AccessRule<ListAliasesRequest> access() {
    return (input, call) -> lambda.onFunction("lambda:ListAliases", input.functionName(), call);
  }

  @Override
  public ListAliasesResponse apply(ListAliasesRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call).withoutQualifier();
    String after =
        requireNonNullElse(
            PageTokens.open(input.marker(), LambdaError.INVALID, "ListAliases", name.arn()), "");
    int limit = Math.min(50, requireNonNullElse(input.maxItems(), 50));
    List<AliasConfiguration> rows =
        lambda
            .ledger()
            .read(
                tx -> {
                  FunctionRows.load(tx, name);
                  return FunctionRows.aliases(tx, name.region(), name.name(), after, limit + 1);
                });
    List<AliasConfiguration> page = rows.subList(0, Math.min(limit, rows.size()));
    ListAliasesResponse.Builder answer =
        ListAliasesResponse.builder()
            .aliases(
                page.stream()
                    .filter(
                        alias ->
                            input.functionVersion() == null
                                || input.functionVersion().equals(alias.functionVersion()))
                    .toList());
    if (rows.size() > limit) {
      answer.nextMarker(
          PageTokens.seal(requireNonNull(page.getLast().name()), "ListAliases", name.arn()));
    }
    return answer.build();
  }
}

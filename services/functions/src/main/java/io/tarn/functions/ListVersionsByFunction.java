package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.ListVersionsByFunctionRequest;
import io.tarn.api.lambda.ListVersionsByFunctionResponse;
import java.util.List;

/** Lists the versions of a function, {@code $LATEST} first. */
final class ListVersionsByFunction
    implements Operation<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse> {
  private final Lambda lambda;

  ListVersionsByFunction(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse> model() {
    return LambdaService.LIST_VERSIONS_BY_FUNCTION;
  }

  @Override
  public AccessRule<ListVersionsByFunctionRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:ListVersionsByFunction", input.functionName(), call);
  }

  @Override
  public ListVersionsByFunctionResponse apply(ListVersionsByFunctionRequest input, Call call) {

    FunctionName name = FunctionName.parse(input.functionName(), call);
    String position =
        PageTokens.open(input.marker(), LambdaError.INVALID, "ListVersionsByFunction", name.arn());
    long after = position == null ? -1 : Long.parseLong(position);
    int limit = Math.min(50, requireNonNullElse(input.maxItems(), 50));
    List<FunctionRow> rows =
        lambda
            .ledger()
            .read(
                tx -> {
                  FunctionRows.load(tx, name.withoutQualifier());
                  return FunctionRows.versions(tx, name.region(), name.name(), after, limit + 1);
                });
    List<FunctionRow> page = rows.subList(0, Math.min(limit, rows.size()));
    ListVersionsByFunctionResponse.Builder answer =
        ListVersionsByFunctionResponse.builder()
            .versions(
                page.stream()
                    .map(FunctionRow::configuration)
                    .map(
                        each ->
                            FunctionName.LATEST.equals(each.version())
                                ? each.toBuilder().functionArn(name.arn() + ":$LATEST").build()
                                : each)
                    .toList());
    if (rows.size() > limit) {
      answer.nextMarker(
          PageTokens.seal(
              Long.toString(page.getLast().number()), "ListVersionsByFunction", name.arn()));
    }
    return answer.build();
  }
}

package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.lambda.ListFunctionsRequest;
import io.tarn.api.lambda.ListFunctionsResponse;
import java.util.List;

/** Lists the functions of a region, by name. */
final class ListFunctions implements Operation<ListFunctionsRequest, ListFunctionsResponse> {
  private final Lambda lambda;

  ListFunctions(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<ListFunctionsRequest, ListFunctionsResponse> model() {
    return LambdaService.LIST_FUNCTIONS;
  }

  @Override
  public AccessRule<ListFunctionsRequest> access() {
    return AccessRule.any("lambda:ListFunctions");
  }

  @Override
  public ListFunctionsResponse apply(ListFunctionsRequest input, Call call) {

    if (input.masterRegion() != null || input.functionVersion() != null) {
      throw LambdaError.missing(input.masterRegion() != null ? "MasterRegion" : "FunctionVersion");
    }
    String after =
        requireNonNullElse(
            PageTokens.open(input.marker(), LambdaError.INVALID, "ListFunctions", call.region()),
            "");
    int limit = Math.min(50, requireNonNullElse(input.maxItems(), 50));
    List<FunctionRow> rows =
        lambda.ledger().read(tx -> FunctionRows.list(tx, call.region(), after, limit + 1));
    List<FunctionRow> page = rows.subList(0, Math.min(limit, rows.size()));
    ListFunctionsResponse.Builder answer =
        ListFunctionsResponse.builder()
            .functions(page.stream().map(FunctionRow::configuration).toList());
    if (rows.size() > limit) {
      answer.nextMarker(PageTokens.seal(page.getLast().name(), "ListFunctions", call.region()));
    }
    return answer.build();
  }
}

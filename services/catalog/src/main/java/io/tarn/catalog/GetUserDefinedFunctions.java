package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetUserDefinedFunctionsRequest;
import io.tarn.api.glue.GetUserDefinedFunctionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UserDefinedFunction;
import io.tarn.kernel.Page;
import java.util.function.Predicate;

/** Lists functions whose names match a pattern, of one database or of all. */
final class GetUserDefinedFunctions
    implements Operation<GetUserDefinedFunctionsRequest, GetUserDefinedFunctionsResponse> {
  private final Catalog catalog;

  GetUserDefinedFunctions(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetUserDefinedFunctionsRequest, GetUserDefinedFunctionsResponse> model() {
    return GlueService.GET_USER_DEFINED_FUNCTIONS;
  }

  @Override
  public AccessRule<GetUserDefinedFunctionsRequest> access() {
    return (input, call) ->
        input.databaseName() == null
            ? CatalogAccess.catalog("glue:GetUserDefinedFunctions", call.region(), call.account())
            : CatalogAccess.database(
                "glue:GetUserDefinedFunctions",
                call.region(),
                call.account(),
                input.databaseName());
  }

  @Override
  public GetUserDefinedFunctionsResponse apply(GetUserDefinedFunctionsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Predicate<String> wanted = NamePattern.of(input.pattern());
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {
      "GetUserDefinedFunctions",
      call.region(),
      input.databaseName(),
      input.pattern(),
      input.functionType()
    };
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Page<UserDefinedFunction> page =
        catalog
            .ledger()
            .read(
                tx ->
                    FunctionRows.list(
                        tx,
                        call.region(),
                        input.databaseName(),
                        function ->
                            wanted.test(String.valueOf(function.functionName()))
                                && (input.functionType() == null
                                    || input.functionType().equals(function.functionType())),
                        after,
                        limit));
    return GetUserDefinedFunctionsResponse.builder()
        .userDefinedFunctions(page.items())
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }
}

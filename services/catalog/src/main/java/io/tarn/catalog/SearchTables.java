package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.SearchTablesRequest;
import io.tarn.api.glue.SearchTablesResponse;
import io.tarn.api.glue.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds tables by a text in their names, descriptions and columns. Only what the caller may read is
 * shown.
 */
final class SearchTables implements Operation<SearchTablesRequest, SearchTablesResponse> {
  private final Catalog catalog;
  private final Authorizer authorizer;

  SearchTables(Catalog catalog, Authorizer authorizer) {
    this.catalog = catalog;
    this.authorizer = authorizer;
  }

  @Override
  public OperationModel<SearchTablesRequest, SearchTablesResponse> model() {
    return GlueService.SEARCH_TABLES;
  }

  @Override
  public AccessRule<SearchTablesRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:SearchTables", call.region(), call.account());
  }

  @Override
  public SearchTablesResponse apply(SearchTablesRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.filters() == null || input.filters().isEmpty() ? null : 1, "Filters");
    Names.refuse(
        input.sortCriteria() == null || input.sortCriteria().isEmpty() ? null : 1, "SortCriteria");
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {"SearchTables", call.region(), input.searchText()};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    String text = input.searchText() == null ? "" : Names.fold(input.searchText());
    List<Table> found = new ArrayList<>();
    String position = after == null ? "" : after;
    while (found.size() < limit) {
      String from = position;
      List<Table> step = catalog.ledger().read(tx -> SearchRows.after(tx, call.region(), from));
      for (Table table : step) {
        position = SearchRows.positionOf(table);
        if (SearchRows.matches(table, text) && mayRead(call, table)) {
          found.add(table);
        }
        if (found.size() == limit) {
          return SearchTablesResponse.builder()
              .tableList(found)
              .nextToken(PageTokens.seal(position, binding))
              .build();
        }
      }
      if (step.isEmpty()) {
        break;
      }
    }
    return SearchTablesResponse.builder().tableList(found).build();
  }

  private boolean mayRead(Call call, Table table) {
    return CatalogAccess.table(
            "glue:GetTable",
            call.region(),
            call.account(),
            String.valueOf(table.databaseName()),
            table.name())
        .stream()
        .allMatch(access -> authorizer.allows(call, access));
  }
}

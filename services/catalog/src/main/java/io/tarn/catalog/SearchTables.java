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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds tables by a text in their names, descriptions, parameters and columns, and by properties.
 * Only what the caller may read is shown.
 */
final class SearchTables implements Operation<SearchTablesRequest, SearchTablesResponse> {
  private static final int SORTED_MAX = 20_000;

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
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Object[] binding = {
      "SearchTables",
      call.region(),
      input.searchText(),
      input.filters(),
      input.sortCriteria(),
      input.resourceShareType()
    };
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Predicate<Table> wanted =
        TableSearch.text(input.searchText()).and(TableSearch.filters(input.filters()));
    Optional<Comparator<Table>> order = TableSearch.order(input.sortCriteria());
    // Nothing of another account or of another catalog is here.
    boolean none = input.resourceShareType() != null && !input.resourceShareType().equals("ALL");
    List<Table> found =
        none
            ? List.of()
            : order.isEmpty()
                ? find(call, wanted, after == null ? "" : after, limit + 1)
                : sorted(call, wanted, order.get(), after, limit + 1);
    List<Table> page = found.subList(0, Math.min(limit, found.size()));
    return SearchTablesResponse.builder()
        .tableList(page)
        .nextToken(
            found.size() > limit
                ? PageTokens.seal(SearchRows.positionOf(page.getLast()), binding)
                : null)
        .build();
  }

  private List<Table> find(Call call, Predicate<Table> wanted, String after, int limit) {
    List<Table> found = new ArrayList<>();
    String position = after;
    while (true) {
      String from = position;
      List<Table> step = catalog.ledger().read(tx -> SearchRows.after(tx, call.region(), from));
      for (Table table : step) {
        position = SearchRows.positionOf(table);
        if (wanted.test(table) && mayRead(call, table)) {
          found.add(table);
        }
        if (found.size() == limit) {
          return found;
        }
      }
      if (step.isEmpty()) {
        return found;
      }
    }
  }

  /** Goes on behind the table that the page before ended with, wherever it stands by now. */
  private List<Table> sorted(
      Call call,
      Predicate<Table> wanted,
      Comparator<Table> order,
      @Nullable String after,
      int limit) {
    List<Table> all = find(call, wanted, "", SORTED_MAX + 1);
    if (all.size() > SORTED_MAX) {
      throw GlueError.INVALID_INPUT.error(
          "More than " + SORTED_MAX + " tables are found: too many to sort");
    }
    all.sort(order);
    int from = 0;
    if (after != null) {
      for (int i = 0; i < all.size(); i++) {
        if (SearchRows.positionOf(all.get(i)).equals(after)) {
          from = i + 1;
        }
      }
    }
    return all.subList(from, Math.min(all.size(), from + limit));
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

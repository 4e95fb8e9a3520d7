package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetTablesRequest;
import io.tarn.api.glue.GetTablesResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Table;
import io.tarn.kernel.Page;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists the tables of a database whose names match a pattern. */
final class GetTables implements Operation<GetTablesRequest, GetTablesResponse> {
  private final Catalog catalog;

  GetTables(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetTablesRequest, GetTablesResponse> model() {
    return GlueService.GET_TABLES;
  }

  @Override
  public AccessRule<GetTablesRequest> access() {
    return (input, call) ->
        CatalogAccess.database(
            "glue:GetTables", call.region(), call.account(), input.databaseName());
  }

  @Override
  public GetTablesResponse apply(GetTablesRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.queryAsOfTime(), "QueryAsOfTime");
    Names.refuse(input.transactionId(), "TransactionId");
    Predicate<String> wanted = NamePattern.of(input.expression());
    int limit = input.maxResults() == null ? Catalog.PAGE : input.maxResults();
    Set<String> attributes =
        input.attributesToGet() == null ? Set.of() : Set.copyOf(input.attributesToGet());
    Object[] binding = {
      "GetTables", call.region(), Names.fold(input.databaseName()), input.expression()
    };
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    Page<Table> page =
        catalog
            .ledger()
            .read(tx -> find(tx, call.region(), input.databaseName(), wanted, after, limit));
    return GetTablesResponse.builder()
        .tableList(page.items().stream().map(table -> shown(table, attributes)).toList())
        .nextToken(page.next().map(next -> PageTokens.seal(next, binding)).orElse(null))
        .build();
  }

  private static Table shown(Table table, Set<String> attributes) {
    if (attributes.isEmpty()) {
      return table;
    }
    // The model requires the name.
    Table.Builder shown = Table.builder().name(table.name());
    if (attributes.contains("TABLE_TYPE")) {
      shown.tableType(table.tableType());
    }
    return shown.build();
  }

  private Page<Table> find(
      Tx tx,
      String region,
      String database,
      Predicate<String> wanted,
      @Nullable String after,
      int limit)
      throws SQLException {
    DatabaseRows.load(tx, region, database);
    List<Table> found = new ArrayList<>();
    Optional<String> position = Optional.ofNullable(after);
    do {
      Page<Table> page = catalog.tables().listTables(tx, region, database, position, Catalog.PAGE);
      for (Table table : page.items()) {
        if (wanted.test(table.name())) {
          found.add(table);
          if (found.size() == limit) {
            return new Page<>(found, Optional.of(table.name()));
          }
        }
      }
      position = page.next();
    } while (position.isPresent());
    return new Page<>(found, Optional.empty());
  }
}

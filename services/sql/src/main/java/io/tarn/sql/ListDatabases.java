package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.Database;
import io.tarn.api.athena.ListDatabasesInput;
import io.tarn.api.athena.ListDatabasesOutput;
import io.tarn.kernel.Page;

/** Lists databases as Athena shows them. */
final class ListDatabases implements Operation<ListDatabasesInput, ListDatabasesOutput> {
  private final CatalogView catalog;

  ListDatabases(CatalogView catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListDatabasesInput, ListDatabasesOutput> model() {
    return AthenaService.LIST_DATABASES;
  }

  @Override
  public AccessRule<ListDatabasesInput> access() {
    return AthenaAccess.onCatalog("athena:ListDatabases", ListDatabasesInput::catalogName);
  }

  @Override
  public ListDatabasesOutput apply(ListDatabasesInput input, Call call) {
    CatalogView.requireCatalog(input.catalogName());
    int limit = input.maxResults() == null ? 50 : input.maxResults();
    String after = PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, "ListDatabases");
    Page<Database> page = catalog.databases(call, after, limit);
    return ListDatabasesOutput.builder()
        .databaseList(page.items())
        .nextToken(page.next().map(next -> PageTokens.seal(next, "ListDatabases")).orElse(null))
        .build();
  }
}

package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ListTableMetadataInput;
import io.tarn.api.athena.ListTableMetadataOutput;
import io.tarn.api.athena.TableMetadata;
import io.tarn.kernel.Page;

/** Lists a database's tables with their columns. */
final class ListTableMetadata
    implements Operation<ListTableMetadataInput, ListTableMetadataOutput> {
  private final CatalogView catalog;

  ListTableMetadata(CatalogView catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListTableMetadataInput, ListTableMetadataOutput> model() {
    return AthenaService.LIST_TABLE_METADATA;
  }

  @Override
  public AccessRule<ListTableMetadataInput> access() {
    return AthenaAccess.onCatalog("athena:ListTableMetadata", ListTableMetadataInput::catalogName);
  }

  @Override
  public ListTableMetadataOutput apply(ListTableMetadataInput input, Call call) {
    CatalogView.requireCatalog(input.catalogName());
    int limit = input.maxResults() == null ? 50 : input.maxResults();
    String database = input.databaseName();
    String expression = input.expression() == null ? "" : input.expression();
    String after =
        PageTokens.open(
            input.nextToken(), SqlError.INVALID_REQUEST, "ListTableMetadata", database, expression);
    Page<TableMetadata> page = catalog.tables(call, database, expression, after, limit);
    return ListTableMetadataOutput.builder()
        .tableMetadataList(page.items())
        .nextToken(
            page.next()
                .map(next -> PageTokens.seal(next, "ListTableMetadata", database, expression))
                .orElse(null))
        .build();
  }
}

package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.DataCatalogSummary;
import io.tarn.api.athena.ListDataCatalogsInput;
import io.tarn.api.athena.ListDataCatalogsOutput;
import java.util.List;

/** Lists the one data catalog. */
final class ListDataCatalogs implements Operation<ListDataCatalogsInput, ListDataCatalogsOutput> {

  @Override
  public OperationModel<ListDataCatalogsInput, ListDataCatalogsOutput> model() {
    return AthenaService.LIST_DATA_CATALOGS;
  }

  @Override
  public AccessRule<ListDataCatalogsInput> access() {
    return AccessRule.any("athena:ListDataCatalogs");
  }

  @Override
  public ListDataCatalogsOutput apply(ListDataCatalogsInput input, Call call) {
    return ListDataCatalogsOutput.builder()
        .dataCatalogsSummary(
            List.of(
                DataCatalogSummary.builder().catalogName(CatalogView.NAME).type("GLUE").build()))
        .build();
  }
}

package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.DataCatalog;
import io.tarn.api.athena.GetDataCatalogInput;
import io.tarn.api.athena.GetDataCatalogOutput;
import java.util.Map;

/** Answers the one data catalog. */
final class GetDataCatalog implements Operation<GetDataCatalogInput, GetDataCatalogOutput> {

  @Override
  public OperationModel<GetDataCatalogInput, GetDataCatalogOutput> model() {
    return AthenaService.GET_DATA_CATALOG;
  }

  @Override
  public AccessRule<GetDataCatalogInput> access() {
    return AthenaAccess.onCatalog("athena:GetDataCatalog", GetDataCatalogInput::name);
  }

  @Override
  public GetDataCatalogOutput apply(GetDataCatalogInput input, Call call) {
    CatalogView.requireCatalog(input.name());
    return GetDataCatalogOutput.builder()
        .dataCatalog(
            DataCatalog.builder()
                .name(CatalogView.NAME)
                .type("GLUE")
                .parameters(Map.of("catalog-id", call.account()))
                .build())
        .build();
  }
}

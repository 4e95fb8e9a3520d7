package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ConnectionPasswordEncryption;
import io.tarn.api.glue.DataCatalogEncryptionSettings;
import io.tarn.api.glue.EncryptionAtRest;
import io.tarn.api.glue.GetDataCatalogEncryptionSettingsRequest;
import io.tarn.api.glue.GetDataCatalogEncryptionSettingsResponse;
import io.tarn.api.glue.GlueService;

/** Says how the catalog is encrypted: not at all by itself. */
final class GetDataCatalogEncryptionSettings
    implements Operation<
        GetDataCatalogEncryptionSettingsRequest, GetDataCatalogEncryptionSettingsResponse> {
  @Override
  public OperationModel<
          GetDataCatalogEncryptionSettingsRequest, GetDataCatalogEncryptionSettingsResponse>
      model() {
    return GlueService.GET_DATA_CATALOG_ENCRYPTION_SETTINGS;
  }

  @Override
  public AccessRule<GetDataCatalogEncryptionSettingsRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog(
            "glue:GetDataCatalogEncryptionSettings", call.region(), call.account());
  }

  @Override
  public GetDataCatalogEncryptionSettingsResponse apply(
      GetDataCatalogEncryptionSettingsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return GetDataCatalogEncryptionSettingsResponse.builder()
        .dataCatalogEncryptionSettings(
            DataCatalogEncryptionSettings.builder()
                .encryptionAtRest(
                    EncryptionAtRest.builder().catalogEncryptionMode("DISABLED").build())
                .connectionPasswordEncryption(
                    ConnectionPasswordEncryption.builder()
                        .returnConnectionPasswordEncrypted(false)
                        .build())
                .build())
        .build();
  }
}

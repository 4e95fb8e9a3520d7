package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ConnectionPasswordEncryption;
import io.tarn.api.glue.EncryptionAtRest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PutDataCatalogEncryptionSettingsRequest;
import io.tarn.api.glue.PutDataCatalogEncryptionSettingsResponse;

/** Takes the settings that this lake has; others are refused by name. */
final class PutDataCatalogEncryptionSettings
    implements Operation<
        PutDataCatalogEncryptionSettingsRequest, PutDataCatalogEncryptionSettingsResponse> {
  @Override
  public OperationModel<
          PutDataCatalogEncryptionSettingsRequest, PutDataCatalogEncryptionSettingsResponse>
      model() {
    return GlueService.PUT_DATA_CATALOG_ENCRYPTION_SETTINGS;
  }

  @Override
  public AccessRule<PutDataCatalogEncryptionSettingsRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog(
            "glue:PutDataCatalogEncryptionSettings", call.region(), call.account());
  }

  @Override
  public PutDataCatalogEncryptionSettingsResponse apply(
      PutDataCatalogEncryptionSettingsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    EncryptionAtRest atRest = input.dataCatalogEncryptionSettings().encryptionAtRest();
    if (atRest != null && !atRest.catalogEncryptionMode().equals("DISABLED")) {
      throw GlueError.notDone("CatalogEncryptionMode " + atRest.catalogEncryptionMode());
    }
    ConnectionPasswordEncryption passwords =
        input.dataCatalogEncryptionSettings().connectionPasswordEncryption();
    if (passwords != null) {
      Names.refuse(
          passwords.returnConnectionPasswordEncrypted(), "ReturnConnectionPasswordEncrypted");
    }
    return PutDataCatalogEncryptionSettingsResponse.builder().build();
  }
}

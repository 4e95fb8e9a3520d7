package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateRegistryInput;
import io.tarn.api.glue.UpdateRegistryResponse;

/** Changes what is said about a registry. */
final class UpdateRegistry implements Operation<UpdateRegistryInput, UpdateRegistryResponse> {
  private final Catalog catalog;

  UpdateRegistry(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateRegistryInput, UpdateRegistryResponse> model() {
    return GlueService.UPDATE_REGISTRY;
  }

  @Override
  public AccessRule<UpdateRegistryInput> access() {
    return (input, call) ->
        SchemaKey.of(input.registryId(), call).access("glue:UpdateRegistry", call);
  }

  @Override
  public UpdateRegistryResponse apply(UpdateRegistryInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.registryId(), call);
    GetRegistryResponse registry =
        catalog
            .ledger()
            .commit(tx -> SchemaRows.updateRegistry(tx, call, key, input.description()));
    return UpdateRegistryResponse.builder()
        .registryName(registry.registryName())
        .registryArn(registry.registryArn())
        .build();
  }
}

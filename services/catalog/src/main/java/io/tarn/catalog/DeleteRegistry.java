package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteRegistryInput;
import io.tarn.api.glue.DeleteRegistryResponse;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GlueService;

/** Removes a registry with all its schemas. */
final class DeleteRegistry implements Operation<DeleteRegistryInput, DeleteRegistryResponse> {
  private final Catalog catalog;

  DeleteRegistry(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteRegistryInput, DeleteRegistryResponse> model() {
    return GlueService.DELETE_REGISTRY;
  }

  @Override
  public AccessRule<DeleteRegistryInput> access() {
    return (input, call) ->
        SchemaKey.of(input.registryId(), call).access("glue:DeleteRegistry", call);
  }

  @Override
  public DeleteRegistryResponse apply(DeleteRegistryInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.registryId(), call);
    GetRegistryResponse registry =
        catalog.ledger().commit(tx -> SchemaRows.deleteRegistry(tx, call, key));
    return DeleteRegistryResponse.builder()
        .registryName(registry.registryName())
        .registryArn(registry.registryArn())
        .status("DELETING")
        .build();
  }
}

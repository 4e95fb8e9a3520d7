package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetRegistryInput;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GlueService;

/** Describes a registry. */
final class GetRegistry implements Operation<GetRegistryInput, GetRegistryResponse> {
  private final Catalog catalog;

  GetRegistry(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetRegistryInput, GetRegistryResponse> model() {
    return GlueService.GET_REGISTRY;
  }

  @Override
  public AccessRule<GetRegistryInput> access() {
    return (input, call) -> SchemaKey.of(input.registryId(), call).access("glue:GetRegistry", call);
  }

  @Override
  public GetRegistryResponse apply(GetRegistryInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.registryId(), call);
    return catalog.ledger().read(tx -> SchemaRows.loadRegistry(tx, call, key));
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateRegistryInput;
import io.tarn.api.glue.CreateRegistryResponse;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GlueService;

/** Makes a registry. */
final class CreateRegistry implements Operation<CreateRegistryInput, CreateRegistryResponse> {
  private final Catalog catalog;

  CreateRegistry(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateRegistryInput, CreateRegistryResponse> model() {
    return GlueService.CREATE_REGISTRY;
  }

  @Override
  public AccessRule<CreateRegistryInput> access() {
    return (input, call) ->
        new SchemaKey(input.registryName(), "").access("glue:CreateRegistry", call);
  }

  @Override
  public CreateRegistryResponse apply(CreateRegistryInput input, Call call) {
    SchemaKey key = new SchemaKey(input.registryName(), "");
    GetRegistryResponse registry =
        catalog
            .ledger()
            .commit(
                tx -> {
                  GetRegistryResponse made =
                      SchemaRows.createRegistry(tx, call, key, input.description());
                  if (input.tags() != null) {
                    String arn = key.registryArn(call.region(), call.account());
                    Tags.put(tx, call.region(), arn, input.tags());
                  }
                  return made;
                });
    return CreateRegistryResponse.builder()
        .registryArn(registry.registryArn())
        .registryName(registry.registryName())
        .description(registry.description())
        .tags(input.tags())
        .build();
  }
}

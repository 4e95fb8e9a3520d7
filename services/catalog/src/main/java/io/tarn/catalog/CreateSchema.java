package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateSchemaInput;
import io.tarn.api.glue.CreateSchemaResponse;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GlueService;
import org.jspecify.annotations.Nullable;

/** Makes a schema, with its first version if there is a definition. */
final class CreateSchema implements Operation<CreateSchemaInput, CreateSchemaResponse> {
  private final Catalog catalog;

  CreateSchema(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateSchemaInput, CreateSchemaResponse> model() {
    return GlueService.CREATE_SCHEMA;
  }

  @Override
  public AccessRule<CreateSchemaInput> access() {
    return (input, call) -> {
      SchemaKey registry = SchemaKey.of(input.registryId(), call);
      return new SchemaKey(registry.registry(), input.schemaName())
          .access("glue:CreateSchema", call);
    };
  }

  @Override
  public CreateSchemaResponse apply(CreateSchemaInput input, Call call) {
    SchemaRules rules = SchemaRules.of(input.dataFormat());
    SchemaVersions.@Nullable Definition definition =
        input.schemaDefinition() == null
            ? null
            : SchemaVersions.Definition.checked(rules, input.schemaDefinition());
    SchemaKey registry = SchemaKey.of(input.registryId(), call);
    SchemaKey key = new SchemaKey(registry.registry(), input.schemaName());
    String mode = input.compatibility() == null ? "BACKWARD" : input.compatibility();
    return catalog
        .ledger()
        .commit(
            tx -> {
              boolean unnamed =
                  key.registry().equals(SchemaKey.DEFAULT_REGISTRY)
                      && SchemaRows.findRegistry(tx, call.region(), registry).isEmpty();
              if (unnamed) {
                SchemaRows.createRegistry(tx, call, registry, null);
              }
              GetRegistryResponse found = SchemaRows.loadRegistry(tx, call, registry);
              String arn = key.schemaArn(call.region(), call.account());
              SchemaRows.createSchema(
                  tx,
                  call,
                  key,
                  GetSchemaResponse.builder()
                      .registryName(key.registry())
                      .registryArn(found.registryArn())
                      .schemaName(key.schema())
                      .schemaArn(arn)
                      .description(input.description())
                      .dataFormat(input.dataFormat())
                      .compatibility(mode)
                      .schemaCheckpoint(1L)
                      .nextSchemaVersion(1L)
                      .schemaStatus("AVAILABLE")
                      .createdTime(call.now().toString())
                      .updatedTime(call.now().toString())
                      .build());
              if (input.tags() != null) {
                Tags.put(tx, call.region(), arn, input.tags());
              }
              CreateSchemaResponse.Builder answer = CreateSchemaResponse.builder();
              if (definition != null) {
                SchemaVersions.Version version = SchemaVersions.register(tx, call, key, definition);
                answer.schemaVersionId(version.id()).schemaVersionStatus(version.status());
              }
              GetSchemaResponse schema = SchemaRows.loadSchema(tx, call, key);
              return answer
                  .registryName(schema.registryName())
                  .registryArn(schema.registryArn())
                  .schemaName(schema.schemaName())
                  .schemaArn(schema.schemaArn())
                  .description(schema.description())
                  .dataFormat(schema.dataFormat())
                  .compatibility(schema.compatibility())
                  .schemaCheckpoint(schema.schemaCheckpoint())
                  .latestSchemaVersion(schema.latestSchemaVersion())
                  .nextSchemaVersion(schema.nextSchemaVersion())
                  .schemaStatus(schema.schemaStatus())
                  .tags(input.tags())
                  .build();
            });
  }
}

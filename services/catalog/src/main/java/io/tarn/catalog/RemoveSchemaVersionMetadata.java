package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.RemoveSchemaVersionMetadataInput;
import io.tarn.api.glue.RemoveSchemaVersionMetadataResponse;

/** Takes a note about a version back. */
final class RemoveSchemaVersionMetadata
    implements Operation<RemoveSchemaVersionMetadataInput, RemoveSchemaVersionMetadataResponse> {
  private final Catalog catalog;

  RemoveSchemaVersionMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<RemoveSchemaVersionMetadataInput, RemoveSchemaVersionMetadataResponse>
      model() {
    return GlueService.REMOVE_SCHEMA_VERSION_METADATA;
  }

  @Override
  public AccessRule<RemoveSchemaVersionMetadataInput> access() {
    return (input, call) -> named(input).access("glue:RemoveSchemaVersionMetadata", catalog, call);
  }

  private static SchemaVersionName named(RemoveSchemaVersionMetadataInput input) {
    return new SchemaVersionName(
        input.schemaId(), input.schemaVersionId(), input.schemaVersionNumber());
  }

  @Override
  public RemoveSchemaVersionMetadataResponse apply(
      RemoveSchemaVersionMetadataInput input, Call call) {
    String name = Names.required(input.metadataKeyValue().metadataKey(), "MetadataKey");
    String value = Names.required(input.metadataKeyValue().metadataValue(), "MetadataValue");
    SchemaVersions.Version version =
        catalog
            .ledger()
            .commit(
                tx -> {
                  SchemaVersions.Version found = named(input).load(tx, call);
                  SchemaMetadata.remove(tx, call, found, name, value);
                  return found;
                });
    return RemoveSchemaVersionMetadataResponse.builder()
        .schemaArn(version.key().schemaArn(call.region(), call.account()))
        .schemaName(version.key().schema())
        .registryName(version.key().registry())
        .latestVersion(named(input).latest())
        .versionNumber(version.number())
        .schemaVersionId(version.id())
        .metadataKey(name)
        .metadataValue(value)
        .build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PutSchemaVersionMetadataInput;
import io.tarn.api.glue.PutSchemaVersionMetadataResponse;

/** Notes something about a version. */
final class PutSchemaVersionMetadata
    implements Operation<PutSchemaVersionMetadataInput, PutSchemaVersionMetadataResponse> {
  private final Catalog catalog;

  PutSchemaVersionMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<PutSchemaVersionMetadataInput, PutSchemaVersionMetadataResponse> model() {
    return GlueService.PUT_SCHEMA_VERSION_METADATA;
  }

  @Override
  public AccessRule<PutSchemaVersionMetadataInput> access() {
    return (input, call) -> named(input).access("glue:PutSchemaVersionMetadata", catalog, call);
  }

  private static SchemaVersionName named(PutSchemaVersionMetadataInput input) {
    return new SchemaVersionName(
        input.schemaId(), input.schemaVersionId(), input.schemaVersionNumber());
  }

  @Override
  public PutSchemaVersionMetadataResponse apply(PutSchemaVersionMetadataInput input, Call call) {
    String name = Names.required(input.metadataKeyValue().metadataKey(), "MetadataKey");
    String value = Names.required(input.metadataKeyValue().metadataValue(), "MetadataValue");
    SchemaVersions.Version version =
        catalog
            .ledger()
            .commit(
                tx -> {
                  SchemaVersions.Version found = named(input).load(tx, call);
                  SchemaMetadata.put(tx, call, found, name, value);
                  return found;
                });
    return PutSchemaVersionMetadataResponse.builder()
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

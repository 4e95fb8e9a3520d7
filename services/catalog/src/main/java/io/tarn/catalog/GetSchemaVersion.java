package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GetSchemaVersionInput;
import io.tarn.api.glue.GetSchemaVersionResponse;
import io.tarn.api.glue.GlueService;

/** Shows one version with its definition. */
final class GetSchemaVersion implements Operation<GetSchemaVersionInput, GetSchemaVersionResponse> {
  private final Catalog catalog;

  GetSchemaVersion(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetSchemaVersionInput, GetSchemaVersionResponse> model() {
    return GlueService.GET_SCHEMA_VERSION;
  }

  @Override
  public AccessRule<GetSchemaVersionInput> access() {
    return (input, call) -> named(input).access("glue:GetSchemaVersion", catalog, call);
  }

  private static SchemaVersionName named(GetSchemaVersionInput input) {
    return new SchemaVersionName(
        input.schemaId(), input.schemaVersionId(), input.schemaVersionNumber());
  }

  @Override
  public GetSchemaVersionResponse apply(GetSchemaVersionInput input, Call call) {
    return catalog
        .ledger()
        .read(
            tx -> {
              SchemaVersions.Version version = named(input).load(tx, call);
              return show(version, SchemaRows.loadSchema(tx, call, version.key()), call);
            });
  }

  private static GetSchemaVersionResponse show(
      SchemaVersions.Version version, GetSchemaResponse schema, Call call) {
    return GetSchemaVersionResponse.builder()
        .schemaVersionId(version.id())
        .schemaDefinition(version.definition())
        .dataFormat(schema.dataFormat())
        .schemaArn(version.key().schemaArn(call.region(), call.account()))
        .versionNumber(version.number())
        .status(version.status())
        .createdTime(version.created())
        .build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.RegisterSchemaVersionInput;
import io.tarn.api.glue.RegisterSchemaVersionResponse;

/** Adds a version, if it may follow those there are. */
final class RegisterSchemaVersion
    implements Operation<RegisterSchemaVersionInput, RegisterSchemaVersionResponse> {
  private final Catalog catalog;

  RegisterSchemaVersion(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<RegisterSchemaVersionInput, RegisterSchemaVersionResponse> model() {
    return GlueService.REGISTER_SCHEMA_VERSION;
  }

  @Override
  public AccessRule<RegisterSchemaVersionInput> access() {
    return (input, call) ->
        SchemaKey.of(input.schemaId(), call).access("glue:RegisterSchemaVersion", call);
  }

  @Override
  public RegisterSchemaVersionResponse apply(RegisterSchemaVersionInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    SchemaRules rules = catalog.ledger().read(tx -> SchemaRows.loadRules(tx, call, key));
    SchemaVersions.Definition definition =
        SchemaVersions.Definition.checked(rules, input.schemaDefinition());
    SchemaVersions.Version version =
        catalog.ledger().commit(tx -> SchemaVersions.register(tx, call, key, definition));
    return RegisterSchemaVersionResponse.builder()
        .schemaVersionId(version.id())
        .versionNumber(version.number())
        .status(version.status())
        .build();
  }
}

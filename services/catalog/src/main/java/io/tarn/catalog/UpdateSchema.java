package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateSchemaInput;
import io.tarn.api.glue.UpdateSchemaResponse;

/** Changes what may follow in a schema, from which version on, and what is said about it. */
final class UpdateSchema implements Operation<UpdateSchemaInput, UpdateSchemaResponse> {
  private final Catalog catalog;

  UpdateSchema(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateSchemaInput, UpdateSchemaResponse> model() {
    return GlueService.UPDATE_SCHEMA;
  }

  @Override
  public AccessRule<UpdateSchemaInput> access() {
    return (input, call) -> SchemaKey.of(input.schemaId(), call).access("glue:UpdateSchema", call);
  }

  @Override
  public UpdateSchemaResponse apply(UpdateSchemaInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    if (input.schemaVersionNumber() == null
        && input.compatibility() == null
        && input.description() == null) {
      throw GlueError.INVALID_INPUT.error(
          "One of version number or compatibility has to be provided.");
    }
    GetSchemaResponse schema =
        catalog
            .ledger()
            .commit(
                tx -> {
                  GetSchemaResponse.Builder fresh =
                      SchemaRows.loadSchema(tx, call, key).toBuilder()
                          .updatedTime(call.now().toString());
                  if (input.schemaVersionNumber() != null) {
                    fresh.schemaCheckpoint(
                        SchemaVersions.load(tx, call, key, input.schemaVersionNumber()).number());
                  }
                  if (input.compatibility() != null) {
                    fresh.compatibility(input.compatibility());
                  }
                  if (input.description() != null) {
                    fresh.description(input.description());
                  }
                  GetSchemaResponse made = fresh.build();
                  SchemaRows.write(tx, call.region(), key, made);
                  return made;
                });
    return UpdateSchemaResponse.builder()
        .schemaArn(schema.schemaArn())
        .schemaName(schema.schemaName())
        .registryName(schema.registryName())
        .build();
  }
}

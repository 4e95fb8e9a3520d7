package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteSchemaInput;
import io.tarn.api.glue.DeleteSchemaResponse;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GlueService;

/** Removes a schema with all its versions. */
final class DeleteSchema implements Operation<DeleteSchemaInput, DeleteSchemaResponse> {
  private final Catalog catalog;

  DeleteSchema(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteSchemaInput, DeleteSchemaResponse> model() {
    return GlueService.DELETE_SCHEMA;
  }

  @Override
  public AccessRule<DeleteSchemaInput> access() {
    return (input, call) -> SchemaKey.of(input.schemaId(), call).access("glue:DeleteSchema", call);
  }

  @Override
  public DeleteSchemaResponse apply(DeleteSchemaInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    GetSchemaResponse schema =
        catalog.ledger().commit(tx -> SchemaRows.deleteSchema(tx, call, key));
    return DeleteSchemaResponse.builder()
        .schemaArn(schema.schemaArn())
        .schemaName(schema.schemaName())
        .status("DELETING")
        .build();
  }
}

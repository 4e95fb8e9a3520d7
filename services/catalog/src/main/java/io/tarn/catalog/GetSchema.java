package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetSchemaInput;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GlueService;

/** Describes a schema. */
final class GetSchema implements Operation<GetSchemaInput, GetSchemaResponse> {
  private final Catalog catalog;

  GetSchema(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetSchemaInput, GetSchemaResponse> model() {
    return GlueService.GET_SCHEMA;
  }

  @Override
  public AccessRule<GetSchemaInput> access() {
    return (input, call) -> SchemaKey.of(input.schemaId(), call).access("glue:GetSchema", call);
  }

  @Override
  public GetSchemaResponse apply(GetSchemaInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    return catalog.ledger().read(tx -> SchemaRows.loadSchema(tx, call, key));
  }
}

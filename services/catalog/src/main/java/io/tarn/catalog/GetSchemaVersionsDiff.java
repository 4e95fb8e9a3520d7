package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetSchemaVersionsDiffInput;
import io.tarn.api.glue.GetSchemaVersionsDiffResponse;
import io.tarn.api.glue.GlueService;

/** Says how one version becomes another, as a JSON Patch. */
final class GetSchemaVersionsDiff
    implements Operation<GetSchemaVersionsDiffInput, GetSchemaVersionsDiffResponse> {
  private final Catalog catalog;

  GetSchemaVersionsDiff(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetSchemaVersionsDiffInput, GetSchemaVersionsDiffResponse> model() {
    return GlueService.GET_SCHEMA_VERSIONS_DIFF;
  }

  @Override
  public AccessRule<GetSchemaVersionsDiffInput> access() {
    return (input, call) ->
        SchemaKey.of(input.schemaId(), call).access("glue:GetSchemaVersionsDiff", call);
  }

  @Override
  public GetSchemaVersionsDiffResponse apply(GetSchemaVersionsDiffInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    String difference =
        catalog
            .ledger()
            .read(
                tx ->
                    SchemaRows.loadRules(tx, call, key)
                        .difference(
                            SchemaVersions.load(tx, call, key, input.firstSchemaVersionNumber())
                                .definition(),
                            SchemaVersions.load(tx, call, key, input.secondSchemaVersionNumber())
                                .definition()));
    return GetSchemaVersionsDiffResponse.builder().diff(difference).build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetSchemaByDefinitionInput;
import io.tarn.api.glue.GetSchemaByDefinitionResponse;
import io.tarn.api.glue.GlueService;

/** Finds the version that has a definition. */
final class GetSchemaByDefinition
    implements Operation<GetSchemaByDefinitionInput, GetSchemaByDefinitionResponse> {
  private final Catalog catalog;

  GetSchemaByDefinition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetSchemaByDefinitionInput, GetSchemaByDefinitionResponse> model() {
    return GlueService.GET_SCHEMA_BY_DEFINITION;
  }

  @Override
  public AccessRule<GetSchemaByDefinitionInput> access() {
    return (input, call) ->
        SchemaKey.of(input.schemaId(), call).access("glue:GetSchemaByDefinition", call);
  }

  @Override
  public GetSchemaByDefinitionResponse apply(GetSchemaByDefinitionInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    SchemaRules rules = catalog.ledger().read(tx -> SchemaRows.loadRules(tx, call, key));
    String canonical = rules.canonical(input.schemaDefinition());
    SchemaVersions.Version version =
        catalog
            .ledger()
            .read(tx -> SchemaVersions.findByDefinition(tx, call.region(), key, canonical))
            .orElseThrow(() -> SchemaVersions.notFound("SchemaDefinition"));
    return GetSchemaByDefinitionResponse.builder()
        .schemaVersionId(version.id())
        .schemaArn(key.schemaArn(call.region(), call.account()))
        .dataFormat(rules.format())
        .status(version.status())
        .createdTime(version.created())
        .build();
  }
}

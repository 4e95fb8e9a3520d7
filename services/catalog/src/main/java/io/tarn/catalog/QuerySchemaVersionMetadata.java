package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.QuerySchemaVersionMetadataInput;
import io.tarn.api.glue.QuerySchemaVersionMetadataResponse;

/** Shows what is noted about a version. */
final class QuerySchemaVersionMetadata
    implements Operation<QuerySchemaVersionMetadataInput, QuerySchemaVersionMetadataResponse> {
  private final Catalog catalog;

  QuerySchemaVersionMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<QuerySchemaVersionMetadataInput, QuerySchemaVersionMetadataResponse>
      model() {
    return GlueService.QUERY_SCHEMA_VERSION_METADATA;
  }

  @Override
  public AccessRule<QuerySchemaVersionMetadataInput> access() {
    return (input, call) -> named(input).access("glue:QuerySchemaVersionMetadata", catalog, call);
  }

  private static SchemaVersionName named(QuerySchemaVersionMetadataInput input) {
    return new SchemaVersionName(
        input.schemaId(), input.schemaVersionId(), input.schemaVersionNumber());
  }

  @Override
  public QuerySchemaVersionMetadataResponse apply(
      QuerySchemaVersionMetadataInput input, Call call) {
    PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, "QuerySchemaVersionMetadata");
    return catalog
        .ledger()
        .read(
            tx -> {
              SchemaVersions.Version version = named(input).load(tx, call);
              return QuerySchemaVersionMetadataResponse.builder()
                  .metadataInfoMap(SchemaMetadata.find(tx, call, version, input.metadataList()))
                  .schemaVersionId(version.id())
                  .build();
            });
  }
}

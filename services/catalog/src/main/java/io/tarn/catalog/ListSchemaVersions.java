package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListSchemaVersionsInput;
import io.tarn.api.glue.ListSchemaVersionsResponse;
import io.tarn.api.glue.SchemaVersionListItem;
import java.util.ArrayList;
import java.util.List;

/** Lists the versions of a schema. */
final class ListSchemaVersions
    implements Operation<ListSchemaVersionsInput, ListSchemaVersionsResponse> {
  private final Catalog catalog;

  ListSchemaVersions(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListSchemaVersionsInput, ListSchemaVersionsResponse> model() {
    return GlueService.LIST_SCHEMA_VERSIONS;
  }

  @Override
  public AccessRule<ListSchemaVersionsInput> access() {
    return (input, call) ->
        SchemaKey.of(input.schemaId(), call).access("glue:ListSchemaVersions", call);
  }

  @Override
  public ListSchemaVersionsResponse apply(ListSchemaVersionsInput input, Call call) {
    SchemaKey key = SchemaKey.of(input.schemaId(), call);
    int limit = input.maxResults() == null ? 25 : input.maxResults();
    Object[] binding = {"ListSchemaVersions", call.region(), key};
    String token = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    long after = token == null ? 0 : Long.parseLong(token);
    List<SchemaVersions.Version> found =
        catalog
            .ledger()
            .read(
                tx -> {
                  SchemaRows.loadSchema(tx, call, key);
                  return SchemaVersions.list(tx, call.region(), key, after, limit + 1);
                });
    List<SchemaVersionListItem> items = new ArrayList<>();
    for (SchemaVersions.Version version : found.subList(0, Math.min(limit, found.size()))) {
      items.add(
          SchemaVersionListItem.builder()
              .schemaArn(key.schemaArn(call.region(), call.account()))
              .schemaVersionId(version.id())
              .versionNumber(version.number())
              .status(version.status())
              .createdTime(version.created())
              .build());
    }
    return ListSchemaVersionsResponse.builder()
        .schemas(items)
        .nextToken(
            found.size() > limit
                ? PageTokens.seal(String.valueOf(found.get(limit - 1).number()), binding)
                : null)
        .build();
  }
}

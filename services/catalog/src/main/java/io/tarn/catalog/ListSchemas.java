package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListSchemasInput;
import io.tarn.api.glue.ListSchemasResponse;
import io.tarn.api.glue.SchemaListItem;
import java.util.ArrayList;
import java.util.List;

/** Lists the schemas of a registry, or of all. */
final class ListSchemas implements Operation<ListSchemasInput, ListSchemasResponse> {
  private final Catalog catalog;

  ListSchemas(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListSchemasInput, ListSchemasResponse> model() {
    return GlueService.LIST_SCHEMAS;
  }

  @Override
  public AccessRule<ListSchemasInput> access() {
    return (input, call) ->
        input.registryId() == null
            ? List.of(Access.of("glue:ListSchemas", "*"))
            : SchemaKey.of(input.registryId(), call).access("glue:ListSchemas", call);
  }

  @Override
  public ListSchemasResponse apply(ListSchemasInput input, Call call) {
    String registry =
        input.registryId() == null ? "" : SchemaKey.of(input.registryId(), call).registry();
    int limit = input.maxResults() == null ? 25 : input.maxResults();
    Object[] binding = {"ListSchemas", call.region(), registry};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    List<Items.Item> found =
        catalog
            .ledger()
            .read(
                tx -> {
                  if (!registry.isEmpty()) {
                    SchemaRows.loadRegistry(tx, call, new SchemaKey(registry, ""));
                  }
                  return SchemaRows.list(tx, call.region(), registry, after, limit + 1);
                });
    List<SchemaListItem> items = new ArrayList<>();
    String last = "";
    for (Items.Item item : found.subList(0, Math.min(limit, found.size()))) {
      GetSchemaResponse schema = SchemaRows.read(item.document());
      last = registry.isEmpty() ? item.position() : item.name();
      items.add(
          SchemaListItem.builder()
              .registryName(schema.registryName())
              .schemaName(schema.schemaName())
              .schemaArn(schema.schemaArn())
              .description(schema.description())
              .schemaStatus(schema.schemaStatus())
              .createdTime(schema.createdTime())
              .updatedTime(schema.updatedTime())
              .build());
    }
    return ListSchemasResponse.builder()
        .schemas(items)
        .nextToken(found.size() > limit ? PageTokens.seal(last, binding) : null)
        .build();
  }
}

package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetRegistryResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListRegistriesInput;
import io.tarn.api.glue.ListRegistriesResponse;
import io.tarn.api.glue.RegistryListItem;
import java.util.ArrayList;
import java.util.List;

/** Lists the registries of a region. */
final class ListRegistries implements Operation<ListRegistriesInput, ListRegistriesResponse> {
  private final Catalog catalog;

  ListRegistries(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<ListRegistriesInput, ListRegistriesResponse> model() {
    return GlueService.LIST_REGISTRIES;
  }

  @Override
  public AccessRule<ListRegistriesInput> access() {
    return AccessRule.any("glue:ListRegistries");
  }

  @Override
  public ListRegistriesResponse apply(ListRegistriesInput input, Call call) {
    int limit = input.maxResults() == null ? 25 : input.maxResults();
    Object[] binding = {"ListRegistries", call.region()};
    String after = PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, binding);
    List<GetRegistryResponse> found =
        catalog.ledger().read(tx -> SchemaRows.listRegistries(tx, call.region(), after, limit + 1));
    List<RegistryListItem> items = new ArrayList<>();
    for (GetRegistryResponse registry : found.subList(0, Math.min(limit, found.size()))) {
      items.add(
          RegistryListItem.builder()
              .registryName(registry.registryName())
              .registryArn(registry.registryArn())
              .description(registry.description())
              .status(registry.status())
              .createdTime(registry.createdTime())
              .updatedTime(registry.updatedTime())
              .build());
    }
    String last = items.isEmpty() ? "" : String.valueOf(items.getLast().registryName());
    return ListRegistriesResponse.builder()
        .registries(items)
        .nextToken(found.size() > limit ? PageTokens.seal(last, binding) : null)
        .build();
  }
}

package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.ListTagsForResourceRequest;
import io.tarn.api.events.ListTagsForResourceResponse;
import io.tarn.ledger.Ledger;
import java.util.Map;

/** Lists the tags of a rule or a bus. */
final class ListTagsForResource
    implements Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  private final Ledger ledger;

  ListTagsForResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListTagsForResourceRequest, ListTagsForResourceResponse> model() {
    return EventsService.LIST_TAGS_FOR_RESOURCE;
  }

  @Override
  public AccessRule<ListTagsForResourceRequest> access() {
    return AccessRule.on("events:ListTagsForResource", (input, call) -> input.resourceARN());
  }

  @Override
  public ListTagsForResourceResponse apply(ListTagsForResourceRequest input, Call call) {
    Map<String, String> tags = ledger.read(tx -> Tagged.load(tx, input.resourceARN()));
    return ListTagsForResourceResponse.builder().tags(Tags.list(tags)).build();
  }
}

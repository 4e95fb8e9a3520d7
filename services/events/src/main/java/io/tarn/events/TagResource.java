package io.tarn.events;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.TagResourceRequest;
import io.tarn.api.events.TagResourceResponse;
import io.tarn.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds tags to a rule or a bus. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
  private final Ledger ledger;

  TagResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<TagResourceRequest, TagResourceResponse> model() {
    return EventsService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceRequest> access() {
    return (input, call) ->
        List.of(Tags.requested(Access.of("events:TagResource", input.resourceARN()), input.tags()));
  }

  @Override
  public TagResourceResponse apply(TagResourceRequest input, Call call) {
    ledger.commit(
        tx -> {
          Map<String, String> tags = new LinkedHashMap<>(Tagged.load(tx, input.resourceARN()));
          tags.putAll(Tags.map(input.tags()));
          Tagged.store(tx, input.resourceARN(), Tags.require(tags));
          return tags;
        });
    return TagResourceResponse.builder().build();
  }
}

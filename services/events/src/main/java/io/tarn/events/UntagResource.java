package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.UntagResourceRequest;
import io.tarn.api.events.UntagResourceResponse;
import io.tarn.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes tags off a rule or a bus. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
  private final Ledger ledger;

  UntagResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UntagResourceRequest, UntagResourceResponse> model() {
    return EventsService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceRequest> access() {
    return AccessRule.on("events:UntagResource", (input, call) -> input.resourceARN());
  }

  @Override
  public UntagResourceResponse apply(UntagResourceRequest input, Call call) {
    ledger.commit(
        tx -> {
          Map<String, String> tags = new LinkedHashMap<>(Tagged.load(tx, input.resourceARN()));
          input.tagKeys().forEach(tags::remove);
          Tagged.store(tx, input.resourceARN(), tags);
          return tags;
        });
    return UntagResourceResponse.builder().build();
  }
}

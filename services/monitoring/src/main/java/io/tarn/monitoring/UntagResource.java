package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.UntagResourceRequest;
import io.tarn.api.logs.UntagResourceResponse;
import java.util.TreeMap;

/** Removes tags of a group. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
  private final Logs logs;

  UntagResource(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<UntagResourceRequest, UntagResourceResponse> model() {
    return LogsService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceRequest> access() {
    return Logs.onGroup(
        "logs:UntagResource", (UntagResourceRequest input) -> Logs.nameOfArn(input.resourceArn()));
  }

  @Override
  public UntagResourceResponse apply(UntagResourceRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group =
                  GroupRow.load(tx, call.region(), Logs.nameOfArn(input.resourceArn()));
              TreeMap<String, String> tags = Tags.read(group.tags());
              tags.keySet().removeAll(input.tagKeys());
              group.setTags(tx, tags);
              return group;
            });
    return UntagResourceResponse.builder().build();
  }
}

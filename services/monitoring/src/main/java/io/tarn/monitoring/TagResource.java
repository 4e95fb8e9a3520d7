package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.TagResourceRequest;
import io.tarn.api.logs.TagResourceResponse;
import java.util.TreeMap;

/** Sets tags of a group. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
  private final Logs logs;

  TagResource(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<TagResourceRequest, TagResourceResponse> model() {
    return LogsService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceRequest> access() {
    return Logs.onGroup(
        "logs:TagResource", (TagResourceRequest input) -> Logs.nameOfArn(input.resourceArn()));
  }

  @Override
  public TagResourceResponse apply(TagResourceRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group =
                  GroupRow.load(tx, call.region(), Logs.nameOfArn(input.resourceArn()));
              TreeMap<String, String> tags = Tags.read(group.tags());
              tags.putAll(input.tags());
              group.setTags(tx, tags);
              return group;
            });
    return TagResourceResponse.builder().build();
  }
}

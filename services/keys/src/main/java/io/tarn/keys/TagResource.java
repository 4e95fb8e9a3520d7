package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.TagResourceRequest;
import io.tarn.api.kms.TagResourceResponse;
import java.util.List;

/** Sets tags of a key. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
  private final Keys keys;

  TagResource(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<TagResourceRequest, TagResourceResponse> model() {
    return KmsService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceRequest> access() {
    return (input, call) ->
        List.of(Tags.requested(keys.access(call, "kms:TagResource", input.keyId()), input.tags()));
  }

  @Override
  public TagResourceResponse apply(TagResourceRequest input, Call call) {
    keys.change(
        call,
        input.keyId(),
        key -> key.withTags(Tags.merge(key.tags(), input.tags(), keys.limits.tags())));
    return TagResourceResponse.builder().build();
  }
}

package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.UntagResourceRequest;
import io.tarn.api.kms.UntagResourceResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Takes tags from a key. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
  private final Keys keys;

  UntagResource(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<UntagResourceRequest, UntagResourceResponse> model() {
    return KmsService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceRequest> access() {
    return (input, call) ->
        List.of(
            keys.access(call, "kms:UntagResource", input.keyId())
                .withContext("aws:TagKeys", input.tagKeys().toArray(String[]::new)));
  }

  @Override
  public UntagResourceResponse apply(UntagResourceRequest input, Call call) {
    keys.change(
        call,
        input.keyId(),
        key -> {
          Map<String, String> left = new TreeMap<>(key.tags());
          left.keySet().removeAll(Set.copyOf(input.tagKeys()));
          return key.withTags(left);
        });
    return UntagResourceResponse.builder().build();
  }
}

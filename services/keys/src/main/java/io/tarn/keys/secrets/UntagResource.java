package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.api.secretsmanager.UntagResourceRequest;
import io.tarn.api.secretsmanager.UntagResourceResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes tags away from a secret. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
  private final Secrets secrets;

  UntagResource(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<UntagResourceRequest, UntagResourceResponse> model() {
    return SecretsmanagerService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceRequest> access() {
    return (input, call) ->
        List.of(
            secrets
                .access(call, "secretsmanager:UntagResource", input.secretId())
                .withContext("aws:TagKeys", input.tagKeys().toArray(String[]::new)));
  }

  @Override
  public UntagResourceResponse apply(UntagResourceRequest input, Call call) {
    secrets.change(
        call,
        input.secretId(),
        row -> {
          Map<String, String> rest = new TreeMap<>(row.tags());
          input.tagKeys().forEach(rest::remove);
          return row.withTags(rest);
        });
    return UntagResourceResponse.builder().build();
  }
}

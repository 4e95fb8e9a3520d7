package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.api.secretsmanager.TagResourceRequest;
import io.tarn.api.secretsmanager.TagResourceResponse;
import java.util.List;

/** Sets tags of a secret. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
  private final Secrets secrets;

  TagResource(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<TagResourceRequest, TagResourceResponse> model() {
    return SecretsmanagerService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceRequest> access() {
    return (input, call) ->
        List.of(
            SecretTags.requested(
                secrets.access(call, "secretsmanager:TagResource", input.secretId()),
                input.tags()));
  }

  @Override
  public TagResourceResponse apply(TagResourceRequest input, Call call) {
    secrets.change(
        call,
        input.secretId(),
        row -> row.withTags(SecretTags.merge(row.tags(), input.tags(), secrets.limits().tags())));
    return TagResourceResponse.builder().build();
  }
}

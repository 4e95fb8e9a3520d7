package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.GetResourcePolicyRequest;
import io.tarn.api.secretsmanager.GetResourcePolicyResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;

/** Shows a secret's own policy. */
final class GetResourcePolicy
    implements Operation<GetResourcePolicyRequest, GetResourcePolicyResponse> {
  private final Secrets secrets;

  GetResourcePolicy(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<GetResourcePolicyRequest, GetResourcePolicyResponse> model() {
    return SecretsmanagerService.GET_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<GetResourcePolicyRequest> access() {
    return secrets.on("secretsmanager:GetResourcePolicy", GetResourcePolicyRequest::secretId);
  }

  @Override
  public GetResourcePolicyResponse apply(GetResourcePolicyRequest input, Call call) {
    SecretRow secret = secrets.load(call, input.secretId());
    return GetResourcePolicyResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .resourcePolicy(secret.policy().orElse(null))
        .build();
  }
}

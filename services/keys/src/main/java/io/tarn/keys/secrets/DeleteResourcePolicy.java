package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.DeleteResourcePolicyRequest;
import io.tarn.api.secretsmanager.DeleteResourcePolicyResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.Optional;

/** Takes a secret's own policy away. */
final class DeleteResourcePolicy
    implements Operation<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse> {
  private final Secrets secrets;

  DeleteResourcePolicy(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse> model() {
    return SecretsmanagerService.DELETE_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<DeleteResourcePolicyRequest> access() {
    return secrets.on("secretsmanager:DeleteResourcePolicy", DeleteResourcePolicyRequest::secretId);
  }

  @Override
  public DeleteResourcePolicyResponse apply(DeleteResourcePolicyRequest input, Call call) {
    SecretRow secret =
        secrets.change(call, input.secretId(), row -> row.withPolicy(Optional.empty()));
    return DeleteResourcePolicyResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .build();
  }
}

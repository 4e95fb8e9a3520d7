package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.PutResourcePolicyRequest;
import io.tarn.api.secretsmanager.PutResourcePolicyResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.List;
import java.util.Optional;

/** Sets a secret's own policy. */
final class PutResourcePolicy
    implements Operation<PutResourcePolicyRequest, PutResourcePolicyResponse> {
  private final Secrets secrets;

  PutResourcePolicy(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<PutResourcePolicyRequest, PutResourcePolicyResponse> model() {
    return SecretsmanagerService.PUT_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<PutResourcePolicyRequest> access() {
    return (input, call) ->
        List.of(
            secrets
                .access(call, "secretsmanager:PutResourcePolicy", input.secretId())
                .withContext(
                    "secretsmanager:BlockPublicPolicy",
                    Boolean.toString(Boolean.TRUE.equals(input.blockPublicPolicy()))));
  }

  @Override
  public PutResourcePolicyResponse apply(PutResourcePolicyRequest input, Call call) {
    String policy = input.resourcePolicy();
    SecretRow secret = secrets.load(call, input.secretId());
    SecretPolicies.check(secrets, secrets.arn(secret), policy);
    if (Boolean.TRUE.equals(input.blockPublicPolicy()) && secrets.policyRules().isPublic(policy)) {
      throw SecretsError.PUBLIC_POLICY.with(
          "You attached a resource policy that grants broad access to the secret.");
    }
    secrets.change(call, secrets.arn(secret), row -> row.withPolicy(Optional.of(policy)));
    return PutResourcePolicyResponse.builder().arn(secrets.arn(secret)).name(secret.name()).build();
  }
}

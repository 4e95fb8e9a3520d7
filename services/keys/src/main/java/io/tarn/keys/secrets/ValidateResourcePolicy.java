package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.api.secretsmanager.ValidateResourcePolicyRequest;
import io.tarn.api.secretsmanager.ValidateResourcePolicyResponse;
import io.tarn.api.secretsmanager.ValidationErrorsEntry;
import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.util.List;

/** Says whether a policy could be set. */
final class ValidateResourcePolicy
    implements Operation<ValidateResourcePolicyRequest, ValidateResourcePolicyResponse> {
  private final Secrets secrets;

  ValidateResourcePolicy(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<ValidateResourcePolicyRequest, ValidateResourcePolicyResponse> model() {
    return SecretsmanagerService.VALIDATE_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<ValidateResourcePolicyRequest> access() {
    return (input, call) ->
        List.of(
            input.secretId() == null
                ? Access.of("secretsmanager:ValidateResourcePolicy", "*")
                : secrets.access(call, "secretsmanager:ValidateResourcePolicy", input.secretId()));
  }

  @Override
  public ValidateResourcePolicyResponse apply(ValidateResourcePolicyRequest input, Call call) {
    String arn =
        input.secretId() == null
            ? Arn.of("secretsmanager", call.region(), secrets.account(), "secret:").toString()
            : secrets.arn(secrets.load(call, input.secretId()));
    try {
      SecretPolicies.check(secrets, arn, input.resourcePolicy());
    } catch (ServiceError e) {
      return ValidateResourcePolicyResponse.builder()
          .policyValidationPassed(false)
          .validationErrors(
              List.of(
                  ValidationErrorsEntry.builder()
                      .checkName("POLICY_SYNTAX")
                      .errorMessage(e.message())
                      .build()))
          .build();
    }
    boolean open = secrets.policyRules().isPublic(input.resourcePolicy());
    return ValidateResourcePolicyResponse.builder()
        .policyValidationPassed(!open)
        .validationErrors(
            open
                ? List.of(
                    ValidationErrorsEntry.builder()
                        .checkName("PUBLIC_POLICY")
                        .errorMessage("The policy grants broad access to the secret.")
                        .build())
                : List.of())
        .build();
  }
}

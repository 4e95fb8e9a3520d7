package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.RestoreSecretRequest;
import io.tarn.api.secretsmanager.RestoreSecretResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.Optional;

/** Takes back the deletion of a secret whose window is not over. */
final class RestoreSecret implements Operation<RestoreSecretRequest, RestoreSecretResponse> {
  private final Secrets secrets;

  RestoreSecret(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<RestoreSecretRequest, RestoreSecretResponse> model() {
    return SecretsmanagerService.RESTORE_SECRET;
  }

  @Override
  public AccessRule<RestoreSecretRequest> access() {
    return secrets.on("secretsmanager:RestoreSecret", RestoreSecretRequest::secretId);
  }

  @Override
  public RestoreSecretResponse apply(RestoreSecretRequest input, Call call) {
    SecretRow secret =
        secrets
            .ledger()
            .commit(
                tx -> {
                  SecretRow row = secrets.load(tx, call, input.secretId());
                  SecretTable.update(tx, row.withDeletion(Optional.empty()));
                  return row;
                });
    return RestoreSecretResponse.builder().arn(secrets.arn(secret)).name(secret.name()).build();
  }
}

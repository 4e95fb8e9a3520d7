package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.DeleteSecretRequest;
import io.tarn.api.secretsmanager.DeleteSecretResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Begins the window after which a secret is gone for good, or removes it at once. */
final class DeleteSecret implements Operation<DeleteSecretRequest, DeleteSecretResponse> {
  private final Secrets secrets;

  DeleteSecret(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<DeleteSecretRequest, DeleteSecretResponse> model() {
    return SecretsmanagerService.DELETE_SECRET;
  }

  @Override
  public AccessRule<DeleteSecretRequest> access() {
    return (input, call) -> {
      Access access = secrets.access(call, "secretsmanager:DeleteSecret", input.secretId());
      if (input.recoveryWindowInDays() != null) {
        access =
            access.withContext(
                "secretsmanager:RecoveryWindowInDays", input.recoveryWindowInDays().toString());
      }
      return List.of(
          access.withContext(
              "secretsmanager:ForceDeleteWithoutRecovery",
              Boolean.toString(Boolean.TRUE.equals(input.forceDeleteWithoutRecovery()))));
    };
  }

  @Override
  public DeleteSecretResponse apply(DeleteSecretRequest input, Call call) {
    return Boolean.TRUE.equals(input.forceDeleteWithoutRecovery())
        ? now(input, call)
        : later(input, call);
  }

  private DeleteSecretResponse now(DeleteSecretRequest input, Call call) {
    if (input.recoveryWindowInDays() != null) {
      throw SecretsError.INVALID_PARAMETER.with(
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }
    Optional<SecretRow> gone =
        secrets
            .ledger()
            .commit(
                tx -> {
                  Optional<SecretRow> row = secrets.find(tx, call.region(), input.secretId());
                  if (row.isPresent()) {
                    SecretTable.delete(tx, row.get());
                  }
                  return row;
                });
    // Of what is not there any more the API promises the same answer.
    return DeleteSecretResponse.builder()
        .arn(gone.map(secrets::arn).orElse(null))
        .name(gone.map(SecretRow::name).orElse(input.secretId()))
        .deletionDate(Secrets.time(call))
        .build();
  }

  private DeleteSecretResponse later(DeleteSecretRequest input, Call call) {
    SecretLimits limits = secrets.limits();
    Duration window =
        input.recoveryWindowInDays() == null
            ? limits.windowMax()
            : Duration.ofDays(input.recoveryWindowInDays());
    if (window.compareTo(limits.windowMin()) < 0 || window.compareTo(limits.windowMax()) > 0) {
      throw SecretsError.INVALID_PARAMETER.with(
          "The RecoveryWindowInDays value must be between "
              + limits.windowMin().toDays()
              + " and "
              + limits.windowMax().toDays()
              + " days (inclusive).");
    }
    Instant due = Secrets.time(call).plus(window);
    SecretRow secret =
        secrets
            .ledger()
            .commit(
                tx -> {
                  SecretRow row = secrets.load(tx, call, input.secretId()).checkStays();
                  SecretTable.update(tx, row.withDeletion(Optional.of(due)));
                  tx.schedule(SecretDeletion.task(row, due, call));
                  return row;
                });
    return DeleteSecretResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .deletionDate(due)
        .build();
  }
}

package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.api.secretsmanager.UpdateSecretVersionStageRequest;
import io.tarn.api.secretsmanager.UpdateSecretVersionStageResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moves a label to a version, or takes it away. */
final class UpdateSecretVersionStage
    implements Operation<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse> {
  private final Secrets secrets;

  UpdateSecretVersionStage(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse> model() {
    return SecretsmanagerService.UPDATE_SECRET_VERSION_STAGE;
  }

  @Override
  public AccessRule<UpdateSecretVersionStageRequest> access() {
    return (input, call) ->
        List.of(
            secrets
                .access(call, "secretsmanager:UpdateSecretVersionStage", input.secretId())
                .withContext("secretsmanager:VersionStage", input.versionStage()));
  }

  @Override
  public UpdateSecretVersionStageResponse apply(UpdateSecretVersionStageRequest input, Call call) {
    SecretRow secret =
        secrets
            .ledger()
            .commit(
                tx -> {
                  SecretRow row = secrets.load(tx, call, input.secretId()).checkStays();
                  Map<String, List<String>> before = VersionTable.stages(tx, row);
                  VersionTable.restage(tx, row, before, after(before, input));
                  SecretTable.update(tx, row.withChanged(Secrets.time(call)));
                  return row;
                });
    return UpdateSecretVersionStageResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .build();
  }

  private static Map<String, List<String>> after(
      Map<String, List<String>> before, UpdateSecretVersionStageRequest input) {
    String label = input.versionStage();
    String from = input.removeFromVersionId();
    String to = input.moveToVersionId();
    check(before, from);
    check(before, to);
    Optional<String> holder = Stages.holder(before, label);
    if (from != null && !holder.equals(Optional.of(from))) {
      throw SecretsError.INVALID_PARAMETER.with(
          "Staging label " + label + " is not attached to version " + from + ".");
    }
    if (to == null) {
      if (from == null) {
        throw SecretsError.INVALID_PARAMETER.with(
            "You must specify MoveToVersionId, RemoveFromVersionId, or both.");
      }
      if (label.equals(Stages.CURRENT)) {
        throw SecretsError.INVALID_PARAMETER.with(
            "You can only move staging label AWSCURRENT to a different secret version. It can't"
                + " be completely removed.");
      }
      return Stages.without(before, label);
    }
    if (holder.filter(held -> !held.equals(to)).isPresent() && from == null) {
      throw SecretsError.INVALID_PARAMETER.with(
          "The parameter RemoveFromVersionId can't be empty. Staging label "
              + label
              + " is currently attached to version "
              + holder.get()
              + ", so you must explicitly reference that version in RemoveFromVersionId.");
    }
    return Stages.moved(before, to, List.of(label));
  }

  private static void check(Map<String, List<String>> versions, @Nullable String id) {
    if (id != null && !versions.containsKey(id)) {
      throw SecretsError.NOT_FOUND.with(
          "Secrets Manager can't find the specified secret value for VersionId: " + id);
    }
  }
}

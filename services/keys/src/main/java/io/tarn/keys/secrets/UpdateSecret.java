package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.api.secretsmanager.UpdateSecretRequest;
import io.tarn.api.secretsmanager.UpdateSecretResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes what is said of a secret, its key, or its current value. */
final class UpdateSecret implements Operation<UpdateSecretRequest, UpdateSecretResponse> {
  private final Secrets secrets;

  UpdateSecret(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<UpdateSecretRequest, UpdateSecretResponse> model() {
    return SecretsmanagerService.UPDATE_SECRET;
  }

  @Override
  public AccessRule<UpdateSecretRequest> access() {
    return (input, call) -> {
      Access access = secrets.access(call, "secretsmanager:UpdateSecret", input.secretId());
      if (input.description() != null) {
        access = access.withContext("secretsmanager:Description", input.description());
      }
      if (input.kmsKeyId() != null) {
        access = access.withContext("secretsmanager:KmsKeyId", input.kmsKeyId());
      }
      return List.of(access);
    };
  }

  @Override
  public UpdateSecretResponse apply(UpdateSecretRequest input, Call call) {
    if (input.type() != null && !input.type().isEmpty()) {
      throw SecretsError.unsupported("Type");
    }
    Optional<SecretValue> value =
        SecretValue.of(input.secretString(), input.secretBinary(), secrets.limits().valueBytes());
    SecretRow found = secrets.load(call, input.secretId()).checkStays();
    SecretRow secret =
        input.kmsKeyId() == null
            ? found
            : found.withKey(Optional.of(input.kmsKeyId()).filter(key -> !key.isEmpty()));
    String version = Secrets.token(input.clientRequestToken(), call);
    boolean repeated = value.isPresent() && secrets.isRepeated(secret, version, value.get());
    Optional<SealedValue> sealed =
        value
            .filter(given -> !repeated)
            .map(given -> secrets.vault().seal(call, secret, version, given));
    Map<String, SealedValue> resealed =
        secret.key().equals(found.key()) ? Map.of() : resealed(call, found, secret);
    Instant now = Secrets.time(call);
    secrets
        .ledger()
        .commit(
            tx -> {
              SecretRow last = secrets.load(tx, call, secrets.arn(secret)).checkStays();
              if (!last.key().equals(found.key())) {
                throw SecretsError.INVALID_REQUEST.with(
                    "The secret's key is being changed by another request.");
              }
              SecretRow changed = last.withKey(secret.key()).withChanged(now);
              SecretTable.update(
                  tx,
                  input.description() == null
                      ? changed
                      : changed.withDescription(input.description()));
              for (Map.Entry<String, SealedValue> entry : resealed.entrySet()) {
                VersionTable.reseal(tx, changed, entry.getKey(), entry.getValue());
              }
              if (sealed.isPresent()) {
                secrets.addVersion(
                    tx, changed, version, now, sealed.get(), List.of(Stages.CURRENT));
              }
              return changed;
            });
    return UpdateSecretResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .versionId(value.isPresent() ? version : null)
        .build();
  }

  /** What has one of AWS's labels, under the new key. */
  private Map<String, SealedValue> resealed(Call call, SecretRow before, SecretRow after) {
    Map<String, SealedValue> resealed = new LinkedHashMap<>();
    Map<String, List<String>> stages = secrets.ledger().read(tx -> VersionTable.stages(tx, before));
    for (String label : List.of(Stages.CURRENT, Stages.PENDING, Stages.PREVIOUS)) {
      Optional<String> version = Stages.holder(stages, label);
      if (version.isPresent() && !resealed.containsKey(version.get())) {
        String id = version.get();
        SealedValue value =
            secrets.ledger().read(tx -> VersionTable.value(tx, before, id)).orElseThrow();
        SecretValue plain = secrets.vault().open(call, before, id, value);
        resealed.put(id, secrets.vault().seal(call, after, id, plain));
      }
    }
    return resealed;
  }
}

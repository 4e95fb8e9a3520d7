package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.PutSecretValueRequest;
import io.tarn.api.secretsmanager.PutSecretValueResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.List;

/** Adds a version to a secret and moves labels to it. */
final class PutSecretValue implements Operation<PutSecretValueRequest, PutSecretValueResponse> {
  private final Secrets secrets;

  PutSecretValue(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<PutSecretValueRequest, PutSecretValueResponse> model() {
    return SecretsmanagerService.PUT_SECRET_VALUE;
  }

  @Override
  public AccessRule<PutSecretValueRequest> access() {
    return secrets.on("secretsmanager:PutSecretValue", PutSecretValueRequest::secretId);
  }

  @Override
  public PutSecretValueResponse apply(PutSecretValueRequest input, Call call) {
    if (input.rotationToken() != null) {
      throw SecretsError.unsupported("RotationToken");
    }
    SecretValue value =
        SecretValue.of(input.secretString(), input.secretBinary(), secrets.limits().valueBytes())
            .orElseThrow(
                () ->
                    SecretsError.INVALID_REQUEST.with(
                        "You must provide either SecretString or SecretBinary."));
    List<String> labels =
        input.versionStages() == null ? List.of(Stages.CURRENT) : input.versionStages();
    String version = Secrets.token(input.clientRequestToken(), call);
    SecretRow secret = secrets.load(call, input.secretId()).checkStays();
    if (secrets.isRepeated(secret, version, value)) {
      List<String> kept =
          secrets
              .ledger()
              .read(tx -> VersionTable.stages(tx, secret))
              .getOrDefault(version, List.of());
      return answer(secret, version, kept);
    }
    SealedValue sealed = secrets.vault().seal(call, secret, version, value);
    List<String> stages =
        secrets
            .ledger()
            .commit(
                tx -> {
                  SecretRow now = secrets.load(tx, call, secrets.arn(secret)).checkStays();
                  if (VersionTable.value(tx, now, version).isPresent()) {
                    throw SecretsError.EXISTS.with(
                        "A version with the ClientRequestToken " + version + " was just made.");
                  }
                  SecretTable.update(tx, now.withChanged(Secrets.time(call)));
                  return secrets.addVersion(tx, now, version, Secrets.time(call), sealed, labels);
                });
    return answer(secret, version, stages);
  }

  private PutSecretValueResponse answer(SecretRow secret, String version, List<String> stages) {
    return PutSecretValueResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .versionId(version)
        .versionStages(stages)
        .build();
  }
}

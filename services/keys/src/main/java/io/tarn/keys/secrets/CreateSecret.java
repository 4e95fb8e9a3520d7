package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.CreateSecretRequest;
import io.tarn.api.secretsmanager.CreateSecretResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a secret, with a first version when a value is given. */
final class CreateSecret implements Operation<CreateSecretRequest, CreateSecretResponse> {
  private final Secrets secrets;

  CreateSecret(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<CreateSecretRequest, CreateSecretResponse> model() {
    return SecretsmanagerService.CREATE_SECRET;
  }

  @Override
  public AccessRule<CreateSecretRequest> access() {
    return (input, call) -> {
      String name = input.name();
      Access access =
          SecretTags.requested(
              Access.of(
                      "secretsmanager:CreateSecret",
                      SecretRow.arn(
                          secrets.account(), call.region(), name, Secrets.suffix(call, name)))
                  .withContext("secretsmanager:Name", name),
              input.tags());
      if (input.description() != null) {
        access = access.withContext("secretsmanager:Description", input.description());
      }
      if (input.kmsKeyId() != null) {
        access = access.withContext("secretsmanager:KmsKeyId", input.kmsKeyId());
      }
      if (input.tags() == null || input.tags().isEmpty()) {
        return List.of(access);
      }
      Access tagging = Access.of("secretsmanager:TagResource", access.resource());
      return List.of(access, SecretTags.requested(tagging, input.tags()));
    };
  }

  @Override
  public CreateSecretResponse apply(CreateSecretRequest input, Call call) {
    refuse(input);
    secrets.checkName(input.name());
    Optional<SecretValue> value =
        SecretValue.of(input.secretString(), input.secretBinary(), secrets.limits().valueBytes());
    String version = Secrets.token(input.clientRequestToken(), call);
    Optional<SecretRow> known =
        secrets.ledger().read(tx -> SecretTable.find(tx, call.region(), input.name()));
    if (known.isPresent()) {
      return repeated(known.get(), version, value);
    }
    Instant now = Secrets.time(call);
    SecretRow secret =
        new SecretRow(
            call.region(),
            input.name(),
            Secrets.suffix(call, input.name()),
            input.description() == null ? "" : input.description(),
            Optional.ofNullable(input.kmsKeyId()).filter(key -> !key.isEmpty()),
            now,
            now,
            Optional.empty(),
            Optional.empty(),
            SecretTags.merge(Map.of(), input.tags(), secrets.limits().tags()),
            Optional.empty());
    Optional<SealedValue> sealed =
        value.map(given -> secrets.vault().seal(call, secret, version, given));
    secrets
        .ledger()
        .commit(
            tx -> {
              if (SecretTable.find(tx, secret.region(), secret.name()).isPresent()) {
                throw exists(secret.name());
              }
              if (SecretTable.count(tx, secret.region()) >= secrets.limits().secrets()) {
                throw SecretsError.LIMIT_EXCEEDED.with(
                    "A region has at most " + secrets.limits().secrets() + " secrets");
              }
              SecretTable.insert(tx, secret);
              if (sealed.isPresent()) {
                secrets.addVersion(tx, secret, version, now, sealed.get(), List.of(Stages.CURRENT));
              }
              return secret;
            });
    return answer(secret, sealed.isPresent() ? version : null);
  }

  /** The same request again is answered as the first time. */
  private CreateSecretResponse repeated(
      SecretRow known, String version, Optional<SecretValue> value) {
    if (known.deletion().isPresent()) {
      throw SecretsError.INVALID_REQUEST.with(
          "You can't create this secret because a secret with this name is already scheduled for"
              + " deletion.");
    }
    if (value.isEmpty() || !secrets.isRepeated(known, version, value.get())) {
      throw exists(known.name());
    }
    return answer(known, version);
  }

  private CreateSecretResponse answer(SecretRow secret, @Nullable String version) {
    return CreateSecretResponse.builder()
        .arn(secrets.arn(secret))
        .name(secret.name())
        .versionId(version)
        .build();
  }

  private static ServiceError exists(String name) {
    return SecretsError.EXISTS.with(
        "The operation failed because the secret " + name + " already exists.");
  }

  private static void refuse(CreateSecretRequest input) {
    if (input.addReplicaRegions() != null && !input.addReplicaRegions().isEmpty()) {
      throw SecretsError.unsupported("AddReplicaRegions");
    }
    if (input.type() != null && !input.type().isEmpty()) {
      throw SecretsError.unsupported("Type");
    }
  }
}

package io.tarn.keys.secrets;

import io.tarn.api.Access;
import io.tarn.api.Call;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A version of a secret that has been opened for a caller. */
record SecretReading(SecretRow secret, VersionRow version, SecretValue value) {
  /** What one must be allowed for it. */
  static Access access(
      Secrets secrets, Call call, String id, @Nullable String version, @Nullable String stage) {
    Access access = secrets.access(call, "secretsmanager:GetSecretValue", id);
    if (version != null) {
      access = access.withContext("secretsmanager:VersionId", version);
    }
    return stage == null && version != null
        ? access
        : access.withContext("secretsmanager:VersionStage", stage == null ? Stages.CURRENT : stage);
  }

  /**
   * @throws io.tarn.kernel.ServiceError ResourceNotFoundException, InvalidRequestException,
   *     AccessDeniedException, DecryptionFailure
   */
  static SecretReading of(
      Secrets secrets, Call call, String id, @Nullable String version, @Nullable String stage) {
    record Found(SecretRow secret, VersionRow version, SealedValue value) {}
    Found found =
        secrets
            .ledger()
            .read(
                tx -> {
                  SecretRow secret = secrets.load(tx, call, id).checkStays();
                  VersionRow row = version(VersionTable.list(tx, secret), version, stage);
                  return new Found(
                      secret, row, VersionTable.value(tx, secret, row.id()).orElseThrow());
                });
    SecretValue plain =
        secrets.vault().open(call, found.secret(), found.version().id(), found.value());
    return new SecretReading(found.secret(), found.version(), plain);
  }

  private static VersionRow version(
      List<VersionRow> all, @Nullable String id, @Nullable String stage) {
    String label = stage == null && id == null ? Stages.CURRENT : stage;
    Predicate<VersionRow> wanted =
        row ->
            (id == null || row.id().equals(id)) && (label == null || row.stages().contains(label));
    if (id != null && label != null) {
      Optional<VersionRow> named = all.stream().filter(row -> row.id().equals(id)).findFirst();
      if (named.isPresent() && !named.get().stages().contains(label)) {
        throw SecretsError.INVALID_REQUEST.with(
            "You provided a VersionStage that is not associated to the provided VersionId.");
      }
    }
    return all.stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(
            () ->
                SecretsError.NOT_FOUND.with(
                    "Secrets Manager can't find the specified secret value for "
                        + (id == null ? "staging label: " + label : "VersionId: " + id)));
  }

  /** Notes that it was read; by the day, so that most reads write nothing. */
  void note(Secrets secrets, Call call) {
    note(secrets, call, List.of(this));
  }

  static void note(Secrets secrets, Call call, List<SecretReading> read) {
    Instant day = Secrets.day(call.now());
    List<SecretReading> first =
        read.stream()
            .filter(
                each ->
                    each.secret.accessed().filter(day::equals).isEmpty()
                        || each.version.accessed().filter(day::equals).isEmpty())
            .toList();
    if (first.isEmpty()) {
      return;
    }
    secrets
        .ledger()
        .commit(
            tx -> {
              for (SecretReading each : first) {
                SecretTable.accessed(tx, each.secret, day);
                VersionTable.accessed(tx, each.secret, each.version.id(), day);
              }
              return day;
            });
  }
}

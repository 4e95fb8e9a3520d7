package io.tarn.keys.secrets;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.secretsmanager.CreateSecretRequest;
import io.tarn.api.secretsmanager.DeleteSecretRequest;
import io.tarn.api.secretsmanager.GetSecretValueRequest;
import io.tarn.api.secretsmanager.ListSecretVersionIdsRequest;
import io.tarn.api.secretsmanager.ListSecretsRequest;
import io.tarn.api.secretsmanager.PutSecretValueRequest;
import io.tarn.api.secretsmanager.RestoreSecretRequest;
import io.tarn.api.secretsmanager.SecretListEntry;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.tarn.identity.IdentityRoom;
import io.tarn.identity.Settings;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.keys.KeysRoom;
import io.tarn.ledger.LocalLedger;
import io.tarn.ledger.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on a real ledger with real keys, under the engine that really decides. */
class TestSecrets {
  private static final String ACCOUNT = "000000000000";
  private static final String PLAIN = "as plain as it can be";

  @TempDir Path directory;
  private final Ids ids = new Ids(new Random(11));
  private LocalLedger ledger;
  private IdentityRoom identity;
  private Authorizer authorizer;
  private SecretsRoom room;
  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

  @BeforeEach
  void open() {
    ledger = LocalLedger.open(directory, () -> now, io.tarn.ledger.Limits.standard());
    identity = new IdentityRoom(ledger, Settings.of(ACCOUNT), ids, Clock.systemUTC());
    authorizer = identity.authorizer();
    KeysRoom keys =
        new KeysRoom(
            ledger,
            authorizer,
            identity.resourcePolicyRules(),
            directory.resolve("master-key"),
            new SecureRandom(),
            ACCOUNT);
    room =
        new SecretsRoom(
            ledger,
            authorizer,
            identity.resourcePolicyRules(),
            keys.dataKeys(),
            new SecureRandom(),
            ACCOUNT);
    identity.prepare();
    keys.prepare();
    room.prepare();
    ledger.start();
  }

  @AfterEach
  void close() {
    identity.close();
    ledger.close();
  }

  @SuppressWarnings("unchecked")
  private <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input) {
    Call call =
        new Call(
            new Caller.Root(ACCOUNT),
            ACCOUNT,
            "us-east-1",
            ids.uuid(),
            "trace-1",
            now,
            ids,
            new Call.Transport(
                "127.0.0.1", false, "test", "http://lake", Optional.empty(), Optional.empty()));
    for (Operation<?, ?> operation : room.operations()) {
      if (operation.model().equals(model)) {
        Operation<I, O> found = (Operation<I, O>) operation;
        found.access().of(input, call).forEach(access -> authorizer.check(call, access));
        return found.apply(input, call);
      }
    }
    throw new IllegalArgumentException(model.name());
  }

  private String create(String name, String value) {
    return requireNonNull(
        run(
                SecretsmanagerService.CREATE_SECRET,
                CreateSecretRequest.builder().name(name).secretString(value).build())
            .versionId());
  }

  private String put(String name, String value) {
    return requireNonNull(
        run(
                SecretsmanagerService.PUT_SECRET_VALUE,
                PutSecretValueRequest.builder().secretId(name).secretString(value).build())
            .versionId());
  }

  private String value(String name) {
    return requireNonNull(
        run(
                SecretsmanagerService.GET_SECRET_VALUE,
                GetSecretValueRequest.builder().secretId(name).build())
            .secretString());
  }

  private List<String> names() {
    return requireNonNull(
            run(
                    SecretsmanagerService.LIST_SECRETS,
                    ListSecretsRequest.builder().includePlannedDeletion(true).build())
                .secretList())
        .stream()
        .map(SecretListEntry::name)
        .map(java.util.Objects::requireNonNull)
        .toList();
  }

  @Test
  void noValueCanBeReadInTheLedger() throws IOException {
    create("known-name", PLAIN);
    put("known-name", PLAIN + " too");
    assertThat(value("known-name")).isEqualTo(PLAIN + " too");
    boolean kept = false;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain(PLAIN);
        kept |= bytes.contains("known-name");
      }
    }
    assertThat(kept).as("what is not secret lies where was looked").isTrue();
  }

  @Test
  void aValueIsNoOtherVersionsAndNoOtherSecrets() {
    create("one", "first");
    create("two", "second");
    ledger.commit(
        tx ->
            Sql.update(
                tx,
                "UPDATE keys_secret_version SET wrapped = (SELECT wrapped FROM keys_secret_version"
                    + " WHERE name = 'one'), sealed = (SELECT sealed FROM keys_secret_version"
                    + " WHERE name = 'one') WHERE name = 'two'"));
    assertThat(value("one")).isEqualTo("first");
    assertThatThrownBy(() -> value("two")).hasFieldOrPropertyWithValue("code", "DecryptionFailure");
  }

  @Test
  void goesWhenItsWindowIsOverUnlessItIsRestored() {
    for (String name : List.of("goes", "stays", "goes-later")) {
      create(name, name);
      delete(name, 7);
    }
    run(
        SecretsmanagerService.RESTORE_SECRET,
        RestoreSecretRequest.builder().secretId("stays").build());
    run(
        SecretsmanagerService.RESTORE_SECRET,
        RestoreSecretRequest.builder().secretId("goes-later").build());
    delete("goes-later", 30);
    now = now.plus(Duration.ofDays(8));
    ledger.wake();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (names().contains("goes") && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    assertThat(names()).containsExactly("goes-later", "stays");
    assertThat(value("stays")).isEqualTo("stays");
    create("goes", "again");
    assertThat(value("goes")).isEqualTo("again");
  }

  private void delete(String name, long days) {
    run(
        SecretsmanagerService.DELETE_SECRET,
        DeleteSecretRequest.builder().secretId(name).recoveryWindowInDays(days).build());
  }

  @Test
  void keepsTheNewestOfManyVersionsAndWhateverHasALabel() {
    String labelled = create("many", "0");
    run(
        SecretsmanagerService.PUT_SECRET_VALUE,
        PutSecretValueRequest.builder()
            .secretId("many")
            .clientRequestToken(labelled)
            .secretString("0")
            .build());
    run(
        SecretsmanagerService.UPDATE_SECRET_VERSION_STAGE,
        io.tarn.api.secretsmanager.UpdateSecretVersionStageRequest.builder()
            .secretId("many")
            .versionStage("mine")
            .moveToVersionId(labelled)
            .build());
    String last = labelled;
    for (int i = 1; i <= 105; i++) {
      now = now.plusMillis(1);
      last = put("many", Integer.toString(i));
    }
    List<String> versions =
        requireNonNull(
                run(
                        SecretsmanagerService.LIST_SECRET_VERSION_IDS,
                        ListSecretVersionIdsRequest.builder()
                            .secretId("many")
                            .includeDeprecated(true)
                            .build())
                    .versions())
            .stream()
            .map(each -> requireNonNull(each.versionId()))
            .toList();
    assertThat(versions).hasSize(100).startsWith(labelled).endsWith(last);
    assertThat(value("many")).isEqualTo("105");
  }
}

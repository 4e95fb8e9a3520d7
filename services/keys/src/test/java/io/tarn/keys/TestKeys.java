package io.tarn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.kms.CancelKeyDeletionRequest;
import io.tarn.api.kms.CreateAliasRequest;
import io.tarn.api.kms.CreateKeyRequest;
import io.tarn.api.kms.DecryptRequest;
import io.tarn.api.kms.DescribeKeyRequest;
import io.tarn.api.kms.DisableKeyRequest;
import io.tarn.api.kms.EncryptRequest;
import io.tarn.api.kms.GenerateDataKeyRequest;
import io.tarn.api.kms.GetKeyPolicyRequest;
import io.tarn.api.kms.KeyMetadata;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ListKeysRequest;
import io.tarn.api.kms.PutKeyPolicyRequest;
import io.tarn.api.kms.ReEncryptRequest;
import io.tarn.api.kms.ScheduleKeyDeletionRequest;
import io.tarn.api.kms.Tag;
import io.tarn.api.kms.TagResourceRequest;
import io.tarn.identity.IdentityRoom;
import io.tarn.identity.Settings;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.LocalLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room on a real ledger, under the engine that really decides. */
class TestKeys {
  private static final String ACCOUNT = "000000000000";

  @TempDir Path directory;
  private final Ids ids = new Ids(new Random(11));
  private LocalLedger ledger;
  private IdentityRoom identity;
  private Authorizer authorizer;
  private KeysRoom room;
  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

  @BeforeEach
  void open() {
    ledger = LocalLedger.open(directory, () -> now, io.tarn.ledger.Limits.standard());
    identity = new IdentityRoom(ledger, Settings.of(ACCOUNT), ids, Clock.systemUTC());
    authorizer = identity.authorizer();
    room =
        new KeysRoom(
            ledger,
            authorizer,
            identity.resourcePolicyRules(),
            directory.resolve("master-key"),
            new SecureRandom(),
            ACCOUNT);
    identity.prepare();
    room.prepare();
    ledger.start();
  }

  @AfterEach
  void close() {
    identity.close();
    ledger.close();
  }

  private Call call() {
    return new Call(
        new Caller.Root(ACCOUNT),
        ACCOUNT,
        "us-east-1",
        "request-1",
        "trace-1",
        now,
        ids,
        new Call.Transport(
            "127.0.0.1", false, "test", "http://lake", Optional.empty(), Optional.empty()));
  }

  @SuppressWarnings("unchecked")
  private <I extends Structure, O extends Structure> O run(OperationModel<I, O> model, I input) {
    for (Operation<?, ?> operation : room.operations()) {
      if (operation.model().equals(model)) {
        Operation<I, O> found = (Operation<I, O>) operation;
        Call call = call();
        found.access().of(input, call).forEach(access -> authorizer.check(call, access));
        return found.apply(input, call);
      }
    }
    throw new IllegalArgumentException(model.name());
  }

  private String createKey() {
    KeyMetadata made =
        requireNonNull(
            run(KmsService.CREATE_KEY, CreateKeyRequest.builder().build()).keyMetadata());
    return made.keyId();
  }

  private byte[] encrypt(String key, String text, Map<String, String> context) {
    return requireNonNull(
        run(
                KmsService.ENCRYPT,
                EncryptRequest.builder()
                    .keyId(key)
                    .plaintext(text.getBytes(UTF_8))
                    .encryptionContext(context)
                    .build())
            .ciphertextBlob());
  }

  private String decrypt(byte[] ciphertext, Map<String, String> context) {
    return new String(
        requireNonNull(
            run(
                    KmsService.DECRYPT,
                    DecryptRequest.builder()
                        .ciphertextBlob(ciphertext)
                        .encryptionContext(context)
                        .build())
                .plaintext()),
        UTF_8);
  }

  private static void refuses(String code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            ServiceError.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  @Test
  void decryptsWhatItEncryptedUnderTheSameContextOnly() {
    String key = createKey();
    byte[] sealed = encrypt(key, "secret", Map.of("a", "1", "b", "2"));
    assertThat(new String(sealed, UTF_8)).doesNotContain("secret");
    assertThat(decrypt(sealed, Map.of("b", "2", "a", "1"))).isEqualTo("secret");
    refuses("InvalidCiphertextException", () -> decrypt(sealed, Map.of("a", "1")));
    refuses("InvalidCiphertextException", () -> decrypt(sealed, Map.of("a", "12", "b", "")));
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> decrypt(changed, Map.of("a", "1", "b", "2")))
          .isInstanceOf(ServiceError.class);
    }
    refuses("InvalidCiphertextException", () -> decrypt(new byte[5], Map.of()));
  }

  @Test
  void findsKeysByIdArnAliasAndItsArn() {
    String key = createKey();
    run(
        KmsService.CREATE_ALIAS,
        CreateAliasRequest.builder().aliasName("alias/lake").targetKeyId(key).build());
    String arn = "arn:aws:kms:us-east-1:" + ACCOUNT + ":";
    for (String name : List.of(key, arn + "key/" + key, "alias/lake", arn + "alias/lake")) {
      assertThat(decrypt(encrypt(name, "x", Map.of()), Map.of())).isEqualTo("x");
    }
    refuses("NotFoundException", () -> encrypt("alias/other", "x", Map.of()));
    refuses(
        "NotFoundException", () -> encrypt("arn:aws:kms:eu-west-1:1:key/" + key, "x", Map.of()));
    refuses("InvalidArnException", () -> encrypt("arn:aws:s3:::lake", "x", Map.of()));
    refuses(
        "AlreadyExistsException",
        () ->
            run(
                KmsService.CREATE_ALIAS,
                CreateAliasRequest.builder().aliasName("alias/lake").targetKeyId(key).build()));
    refuses(
        "InvalidAliasNameException",
        () ->
            run(
                KmsService.CREATE_ALIAS,
                CreateAliasRequest.builder().aliasName("alias/aws/mine").targetKeyId(key).build()));
  }

  @Test
  void refusesEveryOtherKindOfKeyByName() {
    assertThatThrownBy(
            () ->
                run(KmsService.CREATE_KEY, CreateKeyRequest.builder().keySpec("RSA_2048").build()))
        .hasMessageContaining("KeySpec RSA_2048");
    assertThatThrownBy(
            () -> run(KmsService.CREATE_KEY, CreateKeyRequest.builder().multiRegion(true).build()))
        .hasMessageContaining("MultiRegion");
  }

  @Test
  void saysWhyAKeyCannotBeUsed() {
    String key = createKey();
    byte[] sealed = encrypt(key, "x", Map.of());
    run(KmsService.DISABLE_KEY, DisableKeyRequest.builder().keyId(key).build());
    refuses("DisabledException", () -> decrypt(sealed, Map.of()));
    run(
        KmsService.SCHEDULE_KEY_DELETION,
        ScheduleKeyDeletionRequest.builder().keyId(key).pendingWindowInDays(7).build());
    refuses("KMSInvalidStateException", () -> decrypt(sealed, Map.of()));
    refuses("ValidationException", () -> schedule(key, 6));
    refuses("KMSInvalidStateException", () -> schedule(key, 7));
    run(KmsService.CANCEL_KEY_DELETION, CancelKeyDeletionRequest.builder().keyId(key).build());
    refuses("DisabledException", () -> decrypt(sealed, Map.of()));
    String other = createKey();
    refuses(
        "IncorrectKeyException",
        () ->
            run(
                KmsService.DECRYPT,
                DecryptRequest.builder().ciphertextBlob(sealed).keyId(other).build()));
  }

  private void schedule(String key, int days) {
    run(
        KmsService.SCHEDULE_KEY_DELETION,
        ScheduleKeyDeletionRequest.builder().keyId(key).pendingWindowInDays(days).build());
  }

  @Test
  void deletesAKeyWhenItsTimeHasComeUnlessCancelled() {
    String goes = createKey();
    String stays = createKey();
    schedule(goes, 7);
    schedule(stays, 7);
    run(KmsService.CANCEL_KEY_DELETION, CancelKeyDeletionRequest.builder().keyId(stays).build());
    now = now.plus(Duration.ofDays(8));
    ledger.wake();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (keys().contains(goes) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    assertThat(keys()).containsExactly(stays);
    refuses(
        "NotFoundException",
        () -> run(KmsService.DESCRIBE_KEY, DescribeKeyRequest.builder().keyId(goes).build()));
  }

  private List<String> keys() {
    return requireNonNull(run(KmsService.LIST_KEYS, ListKeysRequest.builder().build()).keys())
        .stream()
        .map(key -> requireNonNull(key.keyId()))
        .toList();
  }

  @Test
  void reEncryptsUnderAnotherKeyAndContext() {
    String first = createKey();
    String second = createKey();
    byte[] moved =
        requireNonNull(
            run(
                    KmsService.RE_ENCRYPT,
                    ReEncryptRequest.builder()
                        .ciphertextBlob(encrypt(first, "moves", Map.of("a", "1")))
                        .sourceEncryptionContext(Map.of("a", "1"))
                        .destinationKeyId(second)
                        .build())
                .ciphertextBlob());
    run(KmsService.DISABLE_KEY, DisableKeyRequest.builder().keyId(first).build());
    assertThat(decrypt(moved, Map.of())).isEqualTo("moves");
  }

  @Test
  void givesDataKeysThatOnlyTheKeyOpens() {
    String key = createKey();
    var made =
        run(
            KmsService.GENERATE_DATA_KEY,
            GenerateDataKeyRequest.builder().keyId(key).keySpec("AES_256").build());
    byte[] opened =
        requireNonNull(
            run(
                    KmsService.DECRYPT,
                    DecryptRequest.builder().ciphertextBlob(made.ciphertextBlob()).build())
                .plaintext());
    assertThat(opened).hasSize(32).isEqualTo(made.plaintext());
    refuses(
        "ValidationException",
        () ->
            run(KmsService.GENERATE_DATA_KEY, GenerateDataKeyRequest.builder().keyId(key).build()));
  }

  @Test
  void asksTheKeysOwnPolicy() {
    String key = createKey();
    assertThat(
            run(KmsService.GET_KEY_POLICY, GetKeyPolicyRequest.builder().keyId(key).build())
                .policy())
        .contains("arn:aws:iam::" + ACCOUNT + ":root");
    String nobody =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:user/other"},
         "Action":"kms:*","Resource":"*"}]}\
        """
            .formatted(ACCOUNT);
    refuses("MalformedPolicyDocumentException", () -> putPolicy(key, nobody, false));
    refuses("MalformedPolicyDocumentException", () -> putPolicy(key, "{}", true));
    putPolicy(key, nobody, true);
    assertThatThrownBy(() -> encrypt(key, "x", Map.of()))
        .hasMessageContaining("because no resource-based policy allows the kms:Encrypt action");
  }

  private void putPolicy(String key, String policy, boolean bypass) {
    run(
        KmsService.PUT_KEY_POLICY,
        PutKeyPolicyRequest.builder()
            .keyId(key)
            .policy(policy)
            .bypassPolicyLockoutSafetyCheck(bypass)
            .build());
  }

  @Test
  void boundsTags() {
    String key = createKey();
    refuses(
        "TagException",
        () ->
            run(
                KmsService.TAG_RESOURCE,
                TagResourceRequest.builder()
                    .keyId(key)
                    .tags(List.of(Tag.builder().tagKey("aws:x").tagValue("1").build()))
                    .build()));
  }

  @Test
  void keepsAServicesKeyForThatServiceOnly() {
    DataKeys data = room.dataKeys();
    Call call = call();
    String arn = data.managed(call, "us-east-1", "s3");
    assertThat(data.managed(call(), "us-east-1", "s3")).isEqualTo(arn);
    assertThatThrownBy(() -> encrypt(arn, "x", Map.of()))
        .hasMessageContaining("not authorized to perform: kms:Encrypt");
    Access access = data.access(call, "kms:GenerateDataKey", arn, Map.of("a", "1"), "s3");
    assertThat(authorizer.allows(call, access)).isTrue();
    DataKeys.DataKey made = data.generate(arn, Map.of("a", "1"));
    assertThat(data.open(arn, made.wrapped(), Map.of("a", "1"))).isEqualTo(made.plain());
    refuses("InvalidCiphertextException", () -> data.open(arn, made.wrapped(), Map.of()));
  }

  @Test
  void neverMakesASecondMasterKey() throws IOException {
    Path file = directory.resolve("master-key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    SecureRandom random = new SecureRandom();
    String fingerprint = new MasterKey(file, random).load(null);
    String text = Files.readString(file);
    Files.delete(file);
    assertThatThrownBy(() -> new MasterKey(file, random).load(fingerprint))
        .hasMessageContaining("is missing");
    assertThat(file).doesNotExist();
    Files.writeString(file, "00".repeat(32));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> new MasterKey(file, random).load(fingerprint))
        .hasMessageContaining("not the one");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> new MasterKey(file, random).load(fingerprint))
        .hasMessageContaining("open to others");
  }
}

package io.tarn.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.KeyLookup;
import io.tarn.api.SessionIssuer.TemporaryKeys;
import io.tarn.api.iam.AccessKey;
import io.tarn.api.iam.CreateAccessKeyRequest;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.DeleteAccessKeyRequest;
import io.tarn.api.iam.DeleteRoleRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateAccessKeyRequest;
import io.tarn.kernel.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCredentials {
  private static final KeyLookup.Answer UNKNOWN = new KeyLookup.Unknown();

  private static final String GLUE_TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"glue.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String ROLE = "arn:aws:iam::123456789012:role/worker";

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory, 1);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void keepsTheRootKeyOverRestarts() {
    KeyPair first = lake.room().rootCredentials(Optional.empty());
    lake.close();
    lake = new TestingLake(directory, 2);
    assertThat(lake.room().rootCredentials(Optional.empty())).isEqualTo(first);
    assertThat(lake.found(first.accessKeyId(), Optional.empty()).caller())
        .isEqualTo(new Caller.Root(TestingLake.ACCOUNT));
  }

  @Test
  void takesAGivenRootKeyInPlaceOfTheOld() {
    KeyPair old = lake.room().rootCredentials(Optional.empty());
    KeyPair given = new KeyPair("AKIAGIVENGIVENGIVEN1", "a secret of the environment");
    assertThat(lake.room().rootCredentials(Optional.of(given))).isEqualTo(given);
    assertThat(lake.found(given.accessKeyId(), Optional.empty()).secretKey())
        .isEqualTo(given.secretAccessKey());
    assertThat(find(old.accessKeyId())).isEqualTo(UNKNOWN);
  }

  @Test
  void findsUsersByTheirKeysWhileTheseAreActive() {
    AccessKey key = userKey();
    KeyLookup.Found found = lake.found(key.accessKeyId(), Optional.empty());
    assertThat(found.secretKey()).isEqualTo(key.secretAccessKey()).hasSize(40);
    assertThat(found.caller().arn()).isEqualTo("arn:aws:iam::123456789012:user/ada");

    update(key, "Inactive");
    assertThat(find(key.accessKeyId())).isEqualTo(UNKNOWN);
    update(key, "Active");
    assertThat(find(key.accessKeyId())).isInstanceOf(KeyLookup.Found.class);
    lake.run(
        IamService.DELETE_ACCESS_KEY,
        DeleteAccessKeyRequest.builder().userName("ada").accessKeyId(key.accessKeyId()).build());
    assertThat(find(key.accessKeyId())).isEqualTo(UNKNOWN);
  }

  @Test
  void sealsSessionsThatOutliveRestarts() {
    TemporaryKeys keys = session();
    lake.close();
    lake = new TestingLake(directory, 3);
    KeyLookup.Found found = lake.found(keys.accessKeyId(), Optional.of(keys.sessionToken()));
    assertThat(found.secretKey()).isEqualTo(keys.secretAccessKey());
    assertThat(found.caller().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/worker/run-1");
    assertThat(found.expiration()).contains(keys.expiration());
  }

  @Test
  void endsSessionsInTime() {
    TemporaryKeys keys = session();
    lake.advance(Duration.ofMinutes(15));
    assertThat(lake.room().findKey(keys.accessKeyId(), Optional.of(keys.sessionToken())))
        .isEqualTo(new KeyLookup.ExpiredToken());
  }

  @Test
  void refusesTokensThatWereTouchedOrBelongToAnotherKey() {
    TemporaryKeys keys = session();
    TemporaryKeys other = session();
    String token = keys.sessionToken();
    char last = token.charAt(token.length() - 5);
    String touched =
        token.substring(0, token.length() - 5)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 4);
    for (String wrong : new String[] {touched, other.sessionToken(), "", "%%%", "AAAA"}) {
      assertThat(lake.room().findKey(keys.accessKeyId(), Optional.of(wrong)))
          .isEqualTo(new KeyLookup.InvalidToken());
    }
    assertThat(find(keys.accessKeyId())).isEqualTo(UNKNOWN);
  }

  @Test
  void endsTheSessionsOfADeletedRoleEvenWhenItIsMadeAnew() {
    TemporaryKeys keys = session();
    lake.run(IamService.DELETE_ROLE, DeleteRoleRequest.builder().roleName("worker").build());
    role();
    assertThat(lake.room().findKey(keys.accessKeyId(), Optional.of(keys.sessionToken())))
        .isEqualTo(new KeyLookup.InvalidToken());
  }

  @Test
  void assumesOnlyRolesThatTrustTheService() {
    role();
    assertThat(lake.room().assume(ROLE, "glue.amazonaws.com", "crawl").roleArn()).isEqualTo(ROLE);
    assertThatThrownBy(() -> lake.room().assume(ROLE, "states.amazonaws.com", "x"))
        .hasMessage(
            "User: states.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: "
                + ROLE
                + " because no role trust policy allows the sts:AssumeRole action")
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
    assertThatThrownBy(() -> lake.room().assume(ROLE + "x", "glue.amazonaws.com", "x"))
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
  }

  private KeyLookup.Answer find(String id) {
    return lake.room().findKey(id, Optional.empty());
  }

  private void role() {
    lake.run(
        IamService.CREATE_ROLE,
        CreateRoleRequest.builder()
            .roleName("worker")
            .assumeRolePolicyDocument(GLUE_TRUST)
            .build());
  }

  private TemporaryKeys session() {
    if (lake.room().operations().isEmpty()) {
      throw new IllegalStateException("no operations");
    }
    try {
      role();
    } catch (io.tarn.kernel.ServiceError e) {
      assertThat(e.code()).isEqualTo("EntityAlreadyExists");
    }
    return lake.room().issue(ROLE, "glue.amazonaws.com", "run-1", Duration.ofMinutes(15), Map.of());
  }

  private AccessKey userKey() {
    lake.run(IamService.CREATE_USER, CreateUserRequest.builder().userName("ada").build());
    return requireNonNull(
        lake.run(
                IamService.CREATE_ACCESS_KEY,
                CreateAccessKeyRequest.builder().userName("ada").build())
            .accessKey());
  }

  private void update(AccessKey key, String status) {
    lake.run(
        IamService.UPDATE_ACCESS_KEY,
        UpdateAccessKeyRequest.builder()
            .userName("ada")
            .accessKeyId(key.accessKeyId())
            .status(status)
            .build());
  }
}

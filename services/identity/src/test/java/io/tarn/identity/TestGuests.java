package io.tarn.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.KeyLookup;
import io.tarn.api.Ownership;
import io.tarn.api.Ownership.Grants;
import io.tarn.api.Ownership.Reach;
import io.tarn.api.iam.CreateAccessKeyRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListUsersRequest;
import io.tarn.api.sts.AssumeRoleRequest;
import io.tarn.api.sts.GetCallerIdentityRequest;
import io.tarn.api.sts.GetSessionTokenRequest;
import io.tarn.api.sts.StsService;
import io.tarn.kernel.Caller;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestGuests {
  private static final String GUEST = "111111111111";
  private static final Caller GUEST_ROOT = new Caller.Root(GUEST);
  private static final String OBJECT = "arn:aws:s3:::lake/a";

  @TempDir Path directory;

  private TestingLake open(Set<String> guests) {
    return new TestingLake(
        clock -> LocalLedger.open(directory, clock, Limits.standard()),
        Settings.of(TestingLake.ACCOUNT).withGuests(guests),
        1);
  }

  @Test
  void haveAKeyAsLongAsTheyAreGuests() {
    KeyPair key;
    try (TestingLake lake = open(Set.of(GUEST))) {
      key = requireNonNull(lake.room().guestCredentials().get(GUEST));
      assertThat(lake.room().findKey(key.accessKeyId(), Optional.empty()))
          .isEqualTo(new KeyLookup.Found(GUEST_ROOT, key.secretAccessKey(), Optional.empty()));
      assertThat(lake.room().rootCredentials(Optional.empty())).isNotEqualTo(key);
    }
    try (TestingLake lake = open(Set.of(GUEST))) {
      assertThat(lake.room().guestCredentials()).containsEntry(GUEST, key);
    }
    try (TestingLake lake = open(Set.of())) {
      assertThat(lake.room().findKey(key.accessKeyId(), Optional.empty()))
          .isEqualTo(new KeyLookup.Unknown());
    }
  }

  @Test
  void reachNothingOfTheLake() {
    try (TestingLake lake = open(Set.of(GUEST))) {
      for (String action : new String[] {"iam:ListUsers", "glue:GetTables", "s3:ListBucket"}) {
        assertThat(
                lake.room()
                    .authorizer()
                    .allows(lake.call(GUEST_ROOT), Access.of(action, "arn:aws:s3:::lake")))
            .as(action)
            .isFalse();
      }
      assertThatThrownBy(
              () ->
                  lake.run(
                      IamService.LIST_USERS,
                      ListUsersRequest.builder().build(),
                      lake.call(GUEST_ROOT)))
          .hasFieldOrPropertyWithValue("code", "AccessDenied");
      assertThatThrownBy(
              () ->
                  lake.run(
                      IamService.CREATE_ACCESS_KEY,
                      CreateAccessKeyRequest.builder().build(),
                      lake.call(GUEST_ROOT)))
          .hasFieldOrPropertyWithValue("code", "AccessDenied");
      assertThatThrownBy(
              () ->
                  lake.run(
                      StsService.ASSUME_ROLE,
                      AssumeRoleRequest.builder()
                          .roleArn("arn:aws:iam::123456789012:role/any")
                          .roleSessionName("guest")
                          .build(),
                      lake.call(GUEST_ROOT)))
          .hasFieldOrPropertyWithValue("code", "AccessDenied");
    }
  }

  @Test
  void stayThemselvesInASession() {
    try (TestingLake lake = open(Set.of(GUEST))) {
      io.tarn.api.sts.Credentials session =
          requireNonNull(
              lake.run(
                      StsService.GET_SESSION_TOKEN,
                      GetSessionTokenRequest.builder().build(),
                      lake.call(GUEST_ROOT))
                  .credentials());
      assertThat(lake.room().findKey(session.accessKeyId(), Optional.of(session.sessionToken())))
          .isInstanceOfSatisfying(
              KeyLookup.Found.class, found -> assertThat(found.caller()).isEqualTo(GUEST_ROOT));
      assertThat(
              lake.run(
                      StsService.GET_CALLER_IDENTITY,
                      GetCallerIdentityRequest.builder().build(),
                      lake.call(GUEST_ROOT))
                  .account())
          .isEqualTo(GUEST);
    }
  }

  @Test
  void areLetInByPoliciesAndLists() {
    try (TestingLake lake = open(Set.of(GUEST))) {
      Access get = Access.of("s3:GetObject", OBJECT);
      assertThat(allows(lake, get)).isFalse();
      assertThat(allows(lake, get.withResourcePolicy(Optional.of(policy(GUEST))))).isTrue();
      assertThat(allows(lake, get.withResourcePolicy(Optional.of(policy("222222222222")))))
          .isFalse();
      Ownership listed =
          new Ownership(Optional.empty(), new Grants(false, false, Set.of(GUEST)), Reach.ANYONE);
      assertThat(allows(lake, get.withOwnership(listed))).isTrue();
      Ownership restricted = new Ownership(Optional.empty(), Grants.NONE, Reach.OWN_ACCOUNT);
      assertThat(
              allows(
                  lake,
                  get.withResourcePolicy(Optional.of(policy(GUEST))).withOwnership(restricted)))
          .isFalse();
    }
  }

  @Test
  void ownWhatIsTheirs() {
    try (TestingLake lake = open(Set.of(GUEST))) {
      Access get = Access.of("s3:GetObject", OBJECT).withOwnership(Ownership.of(GUEST));
      assertThat(allows(lake, get)).isTrue();
      assertThat(lake.room().authorizer().allows(lake.call(lake.root()), get)).isFalse();
      assertThat(
              lake.room()
                  .authorizer()
                  .allows(
                      lake.call(lake.root()),
                      get.withResourcePolicy(Optional.of(policy(TestingLake.ACCOUNT)))))
          .isTrue();
    }
  }

  private static boolean allows(TestingLake lake, Access access) {
    return lake.room().authorizer().allows(lake.call(GUEST_ROOT), access);
  }

  private static String policy(String account) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
        + account
        + "\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::lake/*\"}}";
  }
}

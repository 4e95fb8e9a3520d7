package io.tarn.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Access;
import io.tarn.api.KeyLookup;
import io.tarn.api.SessionIssuer.TemporaryKeys;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.DeleteUserPolicyRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListUsersRequest;
import io.tarn.api.iam.PutUserPolicyRequest;
import io.tarn.api.iam.UpdateUserRequest;
import io.tarn.identity.state.Nodes;
import io.tarn.kernel.Caller;
import io.tarn.ledger.Limits;
import io.tarn.ledger.PostgresLedger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on one PostgreSQL: what one changes holds for the other at once. */
final class TestSeveralNodes {
  private static final String ALLOW =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
          + "\"Resource\":\"*\"}]}";
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"glue.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";

  private @Nullable EmbeddedPostgres server;
  private TestingLake one;
  private TestingLake two;

  @BeforeEach
  void open() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
    one = node(1);
    two = node(2);
  }

  @AfterEach
  void close() throws IOException {
    one.close();
    two.close();
    requireNonNull(server).close();
  }

  private TestingLake node(long seed) {
    return new TestingLake(
        clock ->
            PostgresLedger.open(
                requireNonNull(server).getPostgresDatabase(), clock, Limits.standard()),
        new Settings(TestingLake.ACCOUNT, Set.of(), Nodes.SEVERAL),
        seed);
  }

  @Test
  void shareKeysSessionsAndPermissions() {
    String id =
        requireNonNull(
                one.run(IamService.CREATE_USER, CreateUserRequest.builder().userName("ada").build())
                    .user())
            .userId();
    Caller ada = new Caller.User(TestingLake.ACCOUNT, "ada", "/", id, Map.of());
    Access get = Access.of("s3:GetObject", "arn:aws:s3:::b/k");
    assertThat(two.room().authorizer().allows(two.call(ada), get)).isFalse();
    one.run(
        IamService.PUT_USER_POLICY,
        PutUserPolicyRequest.builder()
            .userName("ada")
            .policyName("p")
            .policyDocument(ALLOW)
            .build());
    assertThat(two.room().authorizer().allows(two.call(ada), get)).isTrue();
    two.run(
        IamService.DELETE_USER_POLICY,
        DeleteUserPolicyRequest.builder().userName("ada").policyName("p").build());
    assertThat(one.room().authorizer().allows(one.call(ada), get)).isFalse();

    KeyPair root = one.room().rootCredentials(Optional.empty());
    assertThat(two.room().rootCredentials(Optional.empty())).isEqualTo(root);

    one.run(
        IamService.CREATE_ROLE,
        CreateRoleRequest.builder().roleName("r").assumeRolePolicyDocument(TRUST).build());
    TemporaryKeys keys =
        one.room()
            .issue(
                "arn:aws:iam::123456789012:role/r",
                "glue.amazonaws.com",
                "s-1",
                Duration.ofHours(1),
                Map.of());
    assertThat(two.room().findKey(keys.accessKeyId(), Optional.of(keys.sessionToken())))
        .isInstanceOf(KeyLookup.Found.class);

    two.run(
        IamService.UPDATE_USER,
        UpdateUserRequest.builder().userName("ada").newUserName("eve").build());
    assertThat(
            one.run(IamService.LIST_USERS, ListUsersRequest.builder().pathPrefix("/").build())
                .users())
        .extracting(user -> user.userName())
        .containsExactly("eve");
  }
}

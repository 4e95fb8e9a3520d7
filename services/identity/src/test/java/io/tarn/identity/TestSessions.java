package io.tarn.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.KeyLookup;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.GetUserRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutRolePolicyRequest;
import io.tarn.api.iam.PutUserPolicyRequest;
import io.tarn.api.sts.AssumeRoleRequest;
import io.tarn.api.sts.AssumeRoleResponse;
import io.tarn.api.sts.GetCallerIdentityRequest;
import io.tarn.api.sts.GetSessionTokenRequest;
import io.tarn.api.sts.StsService;
import io.tarn.api.sts.Tag;
import io.tarn.kernel.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSessions {
  private static final String ROLE = "arn:aws:iam::123456789012:role/analyst";

  @TempDir Path directory;
  private TestingLake lake;
  private Caller ada;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory, 1);
    String id =
        requireNonNull(
                lake.run(
                        IamService.CREATE_USER, CreateUserRequest.builder().userName("ada").build())
                    .user())
            .userId();
    ada = new Caller.User(TestingLake.ACCOUNT, "ada", "/", id, Map.of());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void opensARoleToWhomItTrusts() {
    role("\"AWS\":\"arn:aws:iam::123456789012:user/ada\"", "");
    AssumeRoleResponse answer = assume(request().build(), ada);
    assertThat(requireNonNull(answer.assumedRoleUser()).arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/analyst/one");
    KeyLookup.Found found = found(answer);
    assertThat(found.expiration()).contains(lake.now().plusSeconds(3600));
    Call call = lake.call(found.caller(), Optional.of(keyId(answer)));
    assertThat(lake.room().authorizer().allows(call, get())).isTrue();
    assertThat(
            lake.run(
                StsService.GET_CALLER_IDENTITY, GetCallerIdentityRequest.builder().build(), call))
        .satisfies(
            identity -> {
              assertThat(identity.arn())
                  .isEqualTo("arn:aws:sts::123456789012:assumed-role/analyst/one");
              assertThat(identity.userId()).startsWith("AROA").endsWith(":one");
            });
  }

  @Test
  void asksTheIdentityPolicyWhereTheTrustNamesTheAccount() {
    role("\"AWS\":\"123456789012\"", "");
    assertThatThrownBy(() -> assume(request().build(), ada))
        .hasMessage(
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform:"
                + " sts:AssumeRole on resource: "
                + ROLE
                + " because no identity-based policy allows the sts:AssumeRole action");
    lake.run(
        IamService.PUT_USER_POLICY,
        PutUserPolicyRequest.builder()
            .userName("ada")
            .policyName("p")
            .policyDocument(allow("sts:AssumeRole", ROLE))
            .build());
    assertThat(assume(request().build(), ada).credentials()).isNotNull();
  }

  @Test
  void refusesStrangersAndRolesThatAreNot() {
    role("\"Service\":\"glue.amazonaws.com\"", "");
    lake.run(
        IamService.PUT_USER_POLICY,
        PutUserPolicyRequest.builder()
            .userName("ada")
            .policyName("p")
            .policyDocument(allow("*", "*"))
            .build());
    assertThatThrownBy(() -> assume(request().build(), ada))
        .hasMessageEndingWith("because no role trust policy allows the sts:AssumeRole action")
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
    assertThatThrownBy(() -> assume(request().roleArn(ROLE + "2").build(), ada))
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
  }

  @Test
  void asksForTheExternalId() {
    role(
        "\"AWS\":\"arn:aws:iam::123456789012:user/ada\"",
        ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"secret-1\"}}");
    assertThatThrownBy(() -> assume(request().build(), ada))
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
    assertThat(assume(request().externalId("secret-1").build(), ada).credentials()).isNotNull();
  }

  @Test
  void boundsTheDuration() {
    role("\"AWS\":\"arn:aws:iam::123456789012:user/ada\"", "");
    assertThatThrownBy(() -> assume(request().durationSeconds(3601).build(), ada))
        .hasMessage(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        .hasFieldOrPropertyWithValue("code", "ValidationError");
    assertThat(found(assume(request().durationSeconds(900).build(), ada)).expiration())
        .contains(lake.now().plusSeconds(900));
  }

  @Test
  void cutsASessionByItsPolicy() {
    role("\"AWS\":\"arn:aws:iam::123456789012:user/ada\"", "");
    KeyLookup.Found cut = found(assume(request().policy(allow("s3:ListBucket", "*")).build(), ada));
    assertThat(lake.room().authorizer().allows(lake.call(cut.caller()), get())).isFalse();
    assertThatThrownBy(() -> assume(request().policy("{}").build(), ada))
        .hasFieldOrPropertyWithValue("code", "MalformedPolicyDocument");
    assertThatThrownBy(
            () ->
                assume(
                    request()
                        .policy(allow("s3:ListBucket", "arn:aws:s3:::" + "b".repeat(2000)))
                        .build(),
                    ada))
        .hasFieldOrPropertyWithValue("code", "PackedPolicyTooLarge");
  }

  @Test
  void tagsSessionsWherePermittedAndHandsTransitiveTagsOn() {
    role("\"AWS\":[\"arn:aws:iam::123456789012:user/ada\",\"123456789012\"]", "");
    AssumeRoleRequest tagged =
        request()
            .tags(List.of(Tag.builder().key("team").value("red").build()))
            .transitiveTagKeys(List.of("team"))
            .build();
    assertThatThrownBy(() -> assume(tagged, ada))
        .hasMessageContaining("is not authorized to perform: sts:TagSession");
    lake.run(
        IamService.UPDATE_ASSUME_ROLE_POLICY,
        io.tarn.api.iam.UpdateAssumeRolePolicyRequest.builder()
            .roleName("analyst")
            .policyDocument(
                trust(
                    "\"AWS\":[\"arn:aws:iam::123456789012:user/ada\",\"" + ROLE + "\"]",
                    "",
                    "[\"sts:AssumeRole\",\"sts:TagSession\"]"))
            .build());
    KeyLookup.Found first = found(assume(tagged, ada));
    assertThat(first.caller().tags()).containsEntry("team", "red");
    KeyLookup.Found chained = found(assume(request().build(), first.caller()));
    assertThat(chained.caller().tags()).containsEntry("team", "red");
    assertThatThrownBy(() -> assume(tagged, first.caller()))
        .hasFieldOrPropertyWithValue("code", "InvalidInput");
  }

  @Test
  void keepsRootFromAssumingRoles() {
    role("\"AWS\":\"123456789012\"", "");
    assertThatThrownBy(() -> assume(request().build(), lake.root()))
        .hasMessage("Roles may not be assumed by root accounts.")
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
  }

  @Test
  void makesSessionTokensForUsers() {
    lake.run(
        IamService.PUT_USER_POLICY,
        PutUserPolicyRequest.builder()
            .userName("ada")
            .policyName("p")
            .policyDocument(allow("*", "*"))
            .build());
    io.tarn.api.sts.Credentials keys =
        requireNonNull(
            lake.run(
                    StsService.GET_SESSION_TOKEN,
                    GetSessionTokenRequest.builder().durationSeconds(900).build(),
                    lake.call(ada))
                .credentials());
    KeyLookup.Found found = lake.found(keys.accessKeyId(), Optional.of(keys.sessionToken()));
    assertThat(found.caller()).isEqualTo(ada);
    Call call = lake.call(found.caller(), Optional.of(keys.accessKeyId()));
    assertThat(lake.room().authorizer().allows(call, get())).isTrue();
    assertThatThrownBy(() -> lake.run(IamService.GET_USER, GetUserRequest.builder().build(), call))
        .hasFieldOrPropertyWithValue("code", "InvalidClientTokenId");
    assertThatThrownBy(
            () ->
                lake.run(
                    StsService.GET_SESSION_TOKEN, GetSessionTokenRequest.builder().build(), call))
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
  }

  @Test
  void showsWhenATokenWasIssued() {
    role("\"AWS\":\"arn:aws:iam::123456789012:user/ada\"", "");
    lake.run(
        IamService.PUT_ROLE_POLICY,
        PutRolePolicyRequest.builder()
            .roleName("analyst")
            .policyName("revoke")
            .policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\","
                    + "\"Resource\":\"*\",\"Condition\":{\"DateLessThan\":"
                    + "{\"aws:TokenIssueTime\":\"2026-01-02T03:04:06Z\"}}}]}")
            .build());
    AssumeRoleResponse early = assume(request().build(), ada);
    lake.advance(java.time.Duration.ofSeconds(2));
    AssumeRoleResponse late = assume(request().build(), ada);
    assertThat(allows(early)).isFalse();
    assertThat(allows(late)).isTrue();
  }

  private boolean allows(AssumeRoleResponse answer) {
    return lake.room()
        .authorizer()
        .allows(lake.call(found(answer).caller(), Optional.of(keyId(answer))), get());
  }

  private static Access get() {
    return Access.of("s3:GetObject", "arn:aws:s3:::lake/k");
  }

  private static AssumeRoleRequest.Builder request() {
    return AssumeRoleRequest.builder().roleArn(ROLE).roleSessionName("one");
  }

  private AssumeRoleResponse assume(AssumeRoleRequest request, Caller caller) {
    return lake.run(StsService.ASSUME_ROLE, request, lake.call(caller));
  }

  private static String keyId(AssumeRoleResponse answer) {
    return requireNonNull(answer.credentials()).accessKeyId();
  }

  private KeyLookup.Found found(AssumeRoleResponse answer) {
    return lake.found(
        keyId(answer), Optional.of(requireNonNull(answer.credentials()).sessionToken()));
  }

  private void role(String principal, String condition) {
    lake.run(
        IamService.CREATE_ROLE,
        CreateRoleRequest.builder()
            .roleName("analyst")
            .assumeRolePolicyDocument(trust(principal, condition, "\"sts:AssumeRole\""))
            .build());
    lake.run(
        IamService.PUT_ROLE_POLICY,
        PutRolePolicyRequest.builder()
            .roleName("analyst")
            .policyName("p")
            .policyDocument(allow("*", "*"))
            .build());
  }

  private static String trust(String principal, String condition, String actions) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{"
        + principal
        + "},\"Action\":"
        + actions
        + condition
        + "}]}";
  }

  private static String allow(String action, String resource) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\""
        + action
        + "\",\"Resource\":\""
        + resource
        + "\"}]}";
  }
}

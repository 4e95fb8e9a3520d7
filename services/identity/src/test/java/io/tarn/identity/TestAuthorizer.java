package io.tarn.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.iam.AddUserToGroupRequest;
import io.tarn.api.iam.CreateGroupRequest;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.DeleteUserPolicyRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutGroupPolicyRequest;
import io.tarn.api.iam.PutRolePolicyRequest;
import io.tarn.api.iam.PutUserPolicyRequest;
import io.tarn.api.iam.Tag;
import io.tarn.kernel.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestAuthorizer {
  private static final Access GET = Access.of("s3:GetObject", "arn:aws:s3:::lake/raw/a.csv");

  @TempDir Path directory;
  private TestingLake lake;
  private Caller ada;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory, 1);
    String id =
        requireNonNull(
                lake.run(
                        IamService.CREATE_USER,
                        CreateUserRequest.builder()
                            .userName("ada")
                            .tags(List.of(Tag.builder().key("Team").value("raw").build()))
                            .build())
                    .user())
            .userId();
    ada = new Caller.User(TestingLake.ACCOUNT, "ada", "/", id, Map.of());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void saysWhoWhatWhereAndWhy() {
    assertThatThrownBy(() -> lake.room().authorizer().check(lake.call(ada), GET))
        .hasMessage(
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: s3:GetObject"
                + " on resource: \"arn:aws:s3:::lake/raw/a.csv\" because no identity-based policy"
                + " allows the s3:GetObject action")
        .hasFieldOrPropertyWithValue("code", "AccessDenied")
        .hasFieldOrPropertyWithValue("status", 403);
    Access denied = GET.withResourcePolicy(Optional.of(bucketPolicy("Deny")));
    assertThatThrownBy(() -> lake.room().authorizer().check(lake.call(lake.root()), denied))
        .hasMessage(
            "User: arn:aws:iam::123456789012:root is not authorized to perform: s3:GetObject on"
                + " resource: \"arn:aws:s3:::lake/raw/a.csv\" with an explicit deny in a"
                + " resource-based policy");
    assertThatThrownBy(() -> lake.room().authorizer().check(lake.call(new Caller.Anonymous()), GET))
        .hasMessageContaining("because no resource-based policy allows the s3:GetObject action");
  }

  @Test
  void rootIsNotLockedOutOfItsBucketPolicy() {
    Access rescue =
        Access.of("s3:DeleteBucketPolicy", "arn:aws:s3:::lake")
            .withResourcePolicy(
                Optional.of(
                    bucketPolicy("Deny").replace("s3:GetObject", "s3:*").replace("/*", "")));
    assertThat(lake.room().authorizer().allows(lake.call(lake.root()), rescue)).isTrue();
  }

  @Test
  void appliesChangesAtOnce() {
    assertThat(allowed(GET)).isFalse();
    put(allow("s3:GetObject", "*", ""));
    assertThat(allowed(GET)).isTrue();
    lake.run(
        IamService.DELETE_USER_POLICY,
        DeleteUserPolicyRequest.builder().userName("ada").policyName("p").build());
    assertThat(allowed(GET)).isFalse();
  }

  @Test
  void asksTheGroupsToo() {
    lake.run(IamService.CREATE_GROUP, CreateGroupRequest.builder().groupName("Analysts").build());
    lake.run(
        IamService.PUT_GROUP_POLICY,
        PutGroupPolicyRequest.builder()
            .groupName("analysts")
            .policyName("read")
            .policyDocument(allow("s3:GetObject", "*", ""))
            .build());
    lake.run(
        IamService.ADD_USER_TO_GROUP,
        AddUserToGroupRequest.builder().groupName("Analysts").userName("ADA").build());
    assertThat(allowed(GET)).isTrue();
  }

  @Test
  void knowsTheGlobalKeys() {
    for (String condition :
        List.of(
            "\"StringEquals\":{\"aws:username\":\"ada\"}",
            "\"StringEquals\":{\"aws:PrincipalTag/team\":\"raw\"}",
            "\"StringEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::123456789012:user/ada\"}",
            "\"StringEquals\":{\"aws:PrincipalAccount\":\"123456789012\"}",
            "\"StringEquals\":{\"aws:PrincipalType\":\"User\"}",
            "\"StringLike\":{\"aws:userid\":\"AIDA*\"}",
            "\"StringEquals\":{\"aws:RequestedRegion\":\"us-east-1\"}",
            "\"StringEquals\":{\"aws:UserAgent\":\"test\"}",
            "\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/24\"}",
            "\"Bool\":{\"aws:SecureTransport\":\"false\"}",
            "\"Bool\":{\"aws:ViaAWSService\":\"false\"}",
            "\"Null\":{\"aws:MultiFactorAuthPresent\":\"true\"}",
            "\"Null\":{\"aws:TokenIssueTime\":\"true\"}",
            "\"DateGreaterThan\":{\"aws:CurrentTime\":\"2026-01-02T03:04:04Z\"}",
            "\"NumericEquals\":{\"aws:EpochTime\":\"1767323045\"}")) {
      put(allow("s3:GetObject", "*", condition));
      assertThat(allowed(GET)).as(condition).isTrue();
    }
    put(allow("s3:GetObject", "*", "\"StringEquals\":{\"aws:username\":\"ben\"}"));
    assertThat(allowed(GET)).isFalse();
  }

  @Test
  void knowsTheOperationsKeysInAnyCase() {
    put(allow("s3:ListBucket", "*", "\"StringLike\":{\"S3:Prefix\":\"${aws:username}/*\"}"));
    Access list = Access.of("s3:ListBucket", "arn:aws:s3:::lake");
    assertThat(allowed(list.withContext("s3:prefix", "ada/x"))).isTrue();
    assertThat(allowed(list.withContext("s3:prefix", "ben/x"))).isFalse();
    assertThat(allowed(list)).isFalse();
  }

  @Test
  void cutsRoleSessionsByTheirPolicies() {
    String trust =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            + "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    String id =
        lake.run(
                IamService.CREATE_ROLE,
                CreateRoleRequest.builder().roleName("r").assumeRolePolicyDocument(trust).build())
            .role()
            .roleId();
    lake.run(
        IamService.PUT_ROLE_POLICY,
        PutRolePolicyRequest.builder()
            .roleName("r")
            .policyName("all")
            .policyDocument(allow("s3:*", "*", ""))
            .build());
    Caller.RoleSession wide =
        new Caller.RoleSession(TestingLake.ACCOUNT, "r", "/", id, "s", List.of(), Map.of());
    Caller.RoleSession narrow =
        new Caller.RoleSession(
            TestingLake.ACCOUNT,
            "r",
            "/",
            id,
            "s",
            List.of(allow("s3:ListBucket", "*", "")),
            Map.of());
    assertThat(lake.room().authorizer().allows(lake.call(wide), GET)).isTrue();
    assertThatThrownBy(() -> lake.room().authorizer().check(lake.call(narrow), GET))
        .hasMessage(
            "User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform:"
                + " s3:GetObject on resource: \"arn:aws:s3:::lake/raw/a.csv\" because no session"
                + " policy allows the s3:GetObject action");
  }

  @Test
  void passesRolesByPermission() {
    String role = "arn:aws:iam::123456789012:role/glue";
    Access pass =
        Access.of("iam:PassRole", role).withContext("iam:PassedToService", "glue.amazonaws.com");
    assertThat(allowed(pass)).isFalse();
    put(
        allow(
            "iam:PassRole",
            role,
            "\"StringEquals\":{\"iam:PassedToService\":\"glue.amazonaws.com\"}"));
    assertThat(allowed(pass)).isTrue();
    assertThat(allowed(pass.withContext("iam:PassedToService", "lambda.amazonaws.com"))).isFalse();
  }

  private boolean allowed(Access access) {
    return lake.room().authorizer().allows(lake.call(ada), access);
  }

  private void put(String document) {
    lake.run(
        IamService.PUT_USER_POLICY,
        PutUserPolicyRequest.builder()
            .userName("ada")
            .policyName("p")
            .policyDocument(document)
            .build());
  }

  private static String allow(String action, String resource, String condition) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\""
        + action
        + "\",\"Resource\":\""
        + resource
        + "\""
        + (condition.isEmpty() ? "" : ",\"Condition\":{" + condition + "}")
        + "}]}";
  }

  private static String bucketPolicy(String effect) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\""
        + effect
        + "\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
        + "\"Resource\":\"arn:aws:s3:::lake/*\"}]}";
  }
}

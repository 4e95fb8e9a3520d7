package io.tarn.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.iam.AddRoleToInstanceProfileRequest;
import io.tarn.api.iam.AddUserToGroupRequest;
import io.tarn.api.iam.AttachRolePolicyRequest;
import io.tarn.api.iam.AttachUserPolicyRequest;
import io.tarn.api.iam.CreateAccessKeyRequest;
import io.tarn.api.iam.CreateGroupRequest;
import io.tarn.api.iam.CreateInstanceProfileRequest;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.CreateServiceLinkedRoleRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.DeleteGroupRequest;
import io.tarn.api.iam.DeleteInstanceProfileRequest;
import io.tarn.api.iam.DeleteRoleRequest;
import io.tarn.api.iam.DeleteServiceLinkedRoleRequest;
import io.tarn.api.iam.DeleteUserRequest;
import io.tarn.api.iam.DetachRolePolicyRequest;
import io.tarn.api.iam.GetRolePolicyRequest;
import io.tarn.api.iam.GetRoleRequest;
import io.tarn.api.iam.GetUserRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListAccessKeysRequest;
import io.tarn.api.iam.ListAttachedRolePoliciesRequest;
import io.tarn.api.iam.ListGroupsForUserRequest;
import io.tarn.api.iam.ListUsersRequest;
import io.tarn.api.iam.ListUsersResponse;
import io.tarn.api.iam.PutRolePolicyRequest;
import io.tarn.api.iam.PutUserPermissionsBoundaryRequest;
import io.tarn.api.iam.RemoveRoleFromInstanceProfileRequest;
import io.tarn.api.iam.RemoveUserFromGroupRequest;
import io.tarn.api.iam.Role;
import io.tarn.api.iam.Tag;
import io.tarn.api.iam.TagUserRequest;
import io.tarn.api.iam.UntagUserRequest;
import io.tarn.api.iam.UpdateAssumeRolePolicyRequest;
import io.tarn.api.iam.UpdateUserRequest;
import io.tarn.api.iam.User;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestEntities {
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"glue.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String READ =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\","
          + "\"Resource\":\"*\"}]}";
  private static final String S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess";

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
  void namesUsersOnceWithoutRegardToCase() {
    User ada = user("Ada", "/team/");
    assertThat(ada.arn()).isEqualTo("arn:aws:iam::123456789012:user/team/Ada");
    assertThat(ada.userId()).startsWith("AIDA").hasSize(21);
    assertThat(getUser("ADA")).isEqualTo(ada);
    assertThatThrownBy(() -> user("ada", "/"))
        .hasMessage("User with name ada already exists.")
        .hasFieldOrPropertyWithValue("code", "EntityAlreadyExists")
        .hasFieldOrPropertyWithValue("status", 409);
    assertThatThrownBy(() -> getUser("ben"))
        .hasMessage("The user with name ben cannot be found.")
        .hasFieldOrPropertyWithValue("code", "NoSuchEntity")
        .hasFieldOrPropertyWithValue("status", 404);
  }

  @Test
  void pagesUsersBelowAPath() {
    IntStream.range(0, 7).forEach(i -> user("u" + i, i == 3 ? "/other/" : "/team/"));
    List<String> names = new ArrayList<>();
    String marker = null;
    do {
      ListUsersResponse page = listUsers(marker, 4);
      requireNonNull(page.users()).forEach(user -> names.add(user.userName()));
      marker = page.marker();
      assertThat(page.isTruncated()).isEqualTo(marker != null);
    } while (marker != null);
    assertThat(names).containsExactly("u0", "u1", "u2", "u4", "u5", "u6");
    assertThatThrownBy(() -> listUsers("nonsense", 4))
        .hasFieldOrPropertyWithValue("code", "ValidationError");
  }

  private ListUsersResponse listUsers(@Nullable String marker, int size) {
    return lake.run(
        IamService.LIST_USERS,
        ListUsersRequest.builder().pathPrefix("/team/").maxItems(size).marker(marker).build());
  }

  @Test
  void renamesUsersWithEverythingTheyHave() {
    user("ada", "/");
    lake.run(IamService.CREATE_GROUP, CreateGroupRequest.builder().groupName("g").build());
    lake.run(
        IamService.ADD_USER_TO_GROUP,
        AddUserToGroupRequest.builder().groupName("g").userName("ada").build());
    lake.run(
        IamService.ATTACH_USER_POLICY,
        AttachUserPolicyRequest.builder().userName("ada").policyArn(S3).build());
    lake.run(
        IamService.CREATE_ACCESS_KEY, CreateAccessKeyRequest.builder().userName("ada").build());
    lake.run(
        IamService.UPDATE_USER,
        UpdateUserRequest.builder().userName("ada").newUserName("eve").newPath("/x/").build());
    assertThat(getUser("eve").arn()).isEqualTo("arn:aws:iam::123456789012:user/x/eve");
    assertThat(
            lake.run(
                    IamService.LIST_GROUPS_FOR_USER,
                    ListGroupsForUserRequest.builder().userName("eve").build())
                .groups())
        .hasSize(1);
    assertThat(
            lake.run(
                    IamService.LIST_ACCESS_KEYS,
                    ListAccessKeysRequest.builder().userName("eve").build())
                .accessKeyMetadata())
        .hasSize(1);
  }

  @Test
  void deletesUsersOnlyWhenNothingHangsOnThem() {
    user("ada", "/");
    lake.run(
        IamService.CREATE_ACCESS_KEY, CreateAccessKeyRequest.builder().userName("ada").build());
    assertThatThrownBy(() -> deleteUser("ada"))
        .hasMessage("Cannot delete entity, must delete access keys first.")
        .hasFieldOrPropertyWithValue("code", "DeleteConflict");
    user("ben", "/");
    lake.run(
        IamService.ATTACH_USER_POLICY,
        AttachUserPolicyRequest.builder().userName("ben").policyArn(S3).build());
    assertThatThrownBy(() -> deleteUser("ben"))
        .hasMessage("Cannot delete entity, must detach all policies first.");
    user("eve", "/");
    deleteUser("eve");
    assertThatThrownBy(() -> deleteUser("eve")).hasFieldOrPropertyWithValue("code", "NoSuchEntity");
  }

  @Test
  void keepsTwoKeysAUser() {
    user("ada", "/");
    CreateAccessKeyRequest request = CreateAccessKeyRequest.builder().userName("ada").build();
    lake.run(IamService.CREATE_ACCESS_KEY, request);
    lake.run(IamService.CREATE_ACCESS_KEY, request);
    assertThatThrownBy(() -> lake.run(IamService.CREATE_ACCESS_KEY, request))
        .hasMessage("Cannot exceed quota for AccessKeysPerUser: 2")
        .hasFieldOrPropertyWithValue("code", "LimitExceeded");
  }

  @Test
  void keepsGroupsWithTheirMembers() {
    user("ada", "/");
    lake.run(IamService.CREATE_GROUP, CreateGroupRequest.builder().groupName("g").build());
    lake.run(
        IamService.ADD_USER_TO_GROUP,
        AddUserToGroupRequest.builder().groupName("G").userName("Ada").build());
    DeleteGroupRequest delete = DeleteGroupRequest.builder().groupName("g").build();
    assertThatThrownBy(() -> lake.run(IamService.DELETE_GROUP, delete))
        .hasMessage("Cannot delete entity, must remove users from group first.");
    RemoveUserFromGroupRequest remove =
        RemoveUserFromGroupRequest.builder().groupName("g").userName("ada").build();
    lake.run(IamService.REMOVE_USER_FROM_GROUP, remove);
    assertThatThrownBy(() -> lake.run(IamService.REMOVE_USER_FROM_GROUP, remove))
        .hasFieldOrPropertyWithValue("code", "NoSuchEntity");
    lake.run(IamService.DELETE_GROUP, delete);
  }

  @Test
  void describesRolesWithTheirTrustEncoded() {
    Role role = role("worker");
    assertThat(role.arn()).isEqualTo("arn:aws:iam::123456789012:role/worker");
    assertThat(role.maxSessionDuration()).isEqualTo(3600);
    assertThat(role.assumeRolePolicyDocument())
        .startsWith("%7B%22Version%22%3A%222012-10-17%22%2C")
        .doesNotContain("+");
    assertThat(
            lake.run(IamService.GET_ROLE, GetRoleRequest.builder().roleName("worker").build())
                .role()
                .roleId())
        .isEqualTo(role.roleId());
  }

  @Test
  void refusesMalformedDocumentsAndUnknownPrincipals() {
    assertThatThrownBy(() -> trust("{\"Version\":\"2012-10-17\"}"))
        .hasMessage("Syntax errors in policy.")
        .hasFieldOrPropertyWithValue("code", "MalformedPolicyDocument")
        .hasFieldOrPropertyWithValue("status", 400);
    String unknown = "arn:aws:iam::123456789012:user/nobody";
    assertThatThrownBy(
            () ->
                trust(
                    TRUST.replace(
                        "\"Service\":\"glue.amazonaws.com\"", "\"AWS\":\"" + unknown + "\"")))
        .hasMessage("Invalid principal in policy: \"AWS\":\"" + unknown + "\"");
    role("worker");
    assertThatThrownBy(
            () ->
                putRolePolicy(
                    READ.replace(
                        "\"Resource\"", "\"Condition\":{\"Like\":{\"a:b\":\"c\"}},\"Resource\"")))
        .hasMessage("Invalid Condition type : Like.")
        .hasFieldOrPropertyWithValue("code", "MalformedPolicyDocument");
  }

  private void trust(String document) {
    lake.run(
        IamService.CREATE_ROLE,
        CreateRoleRequest.builder().roleName("t").assumeRolePolicyDocument(document).build());
  }

  @Test
  void countsInlinePoliciesWithoutWhiteSpace() {
    role("worker");
    putRolePolicy(READ + " ".repeat(20_000));
    String big =
        READ.replace(
            "\"s3:Get*\"",
            "["
                + String.join(
                    ",", IntStream.range(0, 900).mapToObj(i -> "\"s3:Get" + i + "*\"").toList())
                + "]");
    assertThatThrownBy(() -> putRolePolicy(big))
        .hasMessage("Maximum policy size of 10240 bytes exceeded for role worker")
        .hasFieldOrPropertyWithValue("code", "LimitExceeded");
    assertThat(
            lake.run(
                    IamService.GET_ROLE_POLICY,
                    GetRolePolicyRequest.builder().roleName("worker").policyName("p").build())
                .policyDocument())
        .contains("s3%3AGet%2A");
  }

  private void putRolePolicy(String document) {
    lake.run(
        IamService.PUT_ROLE_POLICY,
        PutRolePolicyRequest.builder()
            .roleName("worker")
            .policyName("p")
            .policyDocument(document)
            .build());
  }

  @Test
  void attachesTenPoliciesAndTheSameOneTwice() {
    role("worker");
    List<String> names =
        List.of(
            "AmazonS3FullAccess",
            "AmazonS3ReadOnlyAccess",
            "service-role/AWSGlueServiceRole",
            "AWSGlueConsoleFullAccess",
            "AmazonAthenaFullAccess",
            "service-role/AWSLambdaBasicExecutionRole",
            "AWSLambda_FullAccess",
            "AmazonKinesisFullAccess",
            "AWSStepFunctionsFullAccess",
            "AmazonEventBridgeFullAccess");
    names.forEach(this::attach);
    names.forEach(this::attach);
    assertThatThrownBy(() -> attach("AdministratorAccess"))
        .hasMessage("Cannot exceed quota for PoliciesPerRole: 10")
        .hasFieldOrPropertyWithValue("code", "LimitExceeded");
    assertThatThrownBy(() -> attach("NoSuchPolicy"))
        .hasMessage(
            "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.");
    assertThat(
            lake.run(
                    IamService.LIST_ATTACHED_ROLE_POLICIES,
                    ListAttachedRolePoliciesRequest.builder()
                        .roleName("worker")
                        .pathPrefix("/service-role/")
                        .build())
                .attachedPolicies())
        .extracting(policy -> policy.policyName())
        .containsExactly("AWSGlueServiceRole", "AWSLambdaBasicExecutionRole");
    DetachRolePolicyRequest detach =
        DetachRolePolicyRequest.builder().roleName("worker").policyArn(S3).build();
    lake.run(IamService.DETACH_ROLE_POLICY, detach);
    assertThatThrownBy(() -> lake.run(IamService.DETACH_ROLE_POLICY, detach))
        .hasMessage("Policy " + S3 + " was not found.");
    assertThatThrownBy(
            () ->
                lake.run(
                    IamService.DELETE_ROLE, DeleteRoleRequest.builder().roleName("worker").build()))
        .hasMessage("Cannot delete entity, must detach all policies first.");
  }

  private void attach(String policy) {
    lake.run(
        IamService.ATTACH_ROLE_POLICY,
        AttachRolePolicyRequest.builder()
            .roleName("worker")
            .policyArn("arn:aws:iam::aws:policy/" + policy)
            .build());
  }

  @Test
  void putsOneRoleIntoAProfile() {
    role("worker");
    role("other");
    lake.run(
        IamService.CREATE_INSTANCE_PROFILE,
        CreateInstanceProfileRequest.builder().instanceProfileName("p").build());
    addToProfile("worker");
    assertThatThrownBy(() -> addToProfile("other"))
        .hasMessage("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    assertThatThrownBy(
            () ->
                lake.run(
                    IamService.DELETE_ROLE, DeleteRoleRequest.builder().roleName("worker").build()))
        .hasMessage("Cannot delete entity, must remove roles from instance profile first.");
    DeleteInstanceProfileRequest delete =
        DeleteInstanceProfileRequest.builder().instanceProfileName("p").build();
    assertThatThrownBy(() -> lake.run(IamService.DELETE_INSTANCE_PROFILE, delete))
        .hasFieldOrPropertyWithValue("code", "DeleteConflict");
    lake.run(
        IamService.REMOVE_ROLE_FROM_INSTANCE_PROFILE,
        RemoveRoleFromInstanceProfileRequest.builder()
            .instanceProfileName("p")
            .roleName("worker")
            .build());
    lake.run(IamService.DELETE_INSTANCE_PROFILE, delete);
  }

  private void addToProfile(String role) {
    lake.run(
        IamService.ADD_ROLE_TO_INSTANCE_PROFILE,
        AddRoleToInstanceProfileRequest.builder().instanceProfileName("p").roleName(role).build());
  }

  @Test
  void tagsWithoutRegardToCase() {
    user("ada", "/");
    tag("Team", "red");
    tag("team", "blue");
    tag("cost", "1");
    assertThat(getUser("ada").tags())
        .extracting(tag -> tag.key() + "=" + tag.value())
        .containsExactly("team=blue", "cost=1");
    lake.run(
        IamService.UNTAG_USER,
        UntagUserRequest.builder().userName("ada").tagKeys(List.of("TEAM", "none")).build());
    assertThat(getUser("ada").tags()).hasSize(1);
    assertThatThrownBy(() -> tag("aws:x", "1")).hasFieldOrPropertyWithValue("code", "InvalidInput");
    IntStream.range(1, 50).forEach(i -> tag("k" + i, "v"));
    assertThatThrownBy(() -> tag("k50", "v"))
        .hasMessage("The number of tags has reached the maximum limit.")
        .hasFieldOrPropertyWithValue("code", "LimitExceeded");
  }

  private void tag(String key, String value) {
    lake.run(
        IamService.TAG_USER,
        TagUserRequest.builder()
            .userName("ada")
            .tags(List.of(Tag.builder().key(key).value(value).build()))
            .build());
  }

  @Test
  void showsBoundaries() {
    user("ada", "/");
    lake.run(
        IamService.PUT_USER_PERMISSIONS_BOUNDARY,
        PutUserPermissionsBoundaryRequest.builder()
            .userName("ada")
            .permissionsBoundary(S3)
            .build());
    assertThat(requireNonNull(getUser("ada").permissionsBoundary()).permissionsBoundaryArn())
        .isEqualTo(S3);
    deleteUser("ada");
  }

  @Test
  void protectsServiceLinkedRoles() {
    Role role =
        requireNonNull(
            lake.run(
                    IamService.CREATE_SERVICE_LINKED_ROLE,
                    CreateServiceLinkedRoleRequest.builder()
                        .awsServiceName("lakeformation.amazonaws.com")
                        .build())
                .role());
    assertThat(role.arn())
        .isEqualTo(
            "arn:aws:iam::123456789012:role/aws-service-role/lakeformation.amazonaws.com/"
                + "AWSServiceRoleForLakeFormationDataAccess");
    String name = role.roleName();
    assertThatThrownBy(
            () ->
                lake.run(
                    IamService.UPDATE_ASSUME_ROLE_POLICY,
                    UpdateAssumeRolePolicyRequest.builder()
                        .roleName(name)
                        .policyDocument(TRUST)
                        .build()))
        .hasFieldOrPropertyWithValue("code", "UnmodifiableEntity");
    lake.run(
        IamService.DELETE_SERVICE_LINKED_ROLE,
        DeleteServiceLinkedRoleRequest.builder().roleName(name).build());
    assertThatThrownBy(
            () -> lake.run(IamService.GET_ROLE, GetRoleRequest.builder().roleName(name).build()))
        .hasFieldOrPropertyWithValue("code", "NoSuchEntity");
  }

  private User user(String name, String path) {
    return requireNonNull(
        lake.run(
                IamService.CREATE_USER,
                CreateUserRequest.builder().userName(name).path(path).build())
            .user());
  }

  private User getUser(String name) {
    return lake.run(IamService.GET_USER, GetUserRequest.builder().userName(name).build()).user();
  }

  private void deleteUser(String name) {
    lake.run(IamService.DELETE_USER, DeleteUserRequest.builder().userName(name).build());
  }

  private Role role(String name) {
    return lake.run(
            IamService.CREATE_ROLE,
            CreateRoleRequest.builder().roleName(name).assumeRolePolicyDocument(TRUST).build())
        .role();
  }
}

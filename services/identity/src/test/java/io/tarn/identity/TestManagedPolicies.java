package io.tarn.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.iam.AttachUserPolicyRequest;
import io.tarn.api.iam.ContextEntry;
import io.tarn.api.iam.CreatePolicyRequest;
import io.tarn.api.iam.CreatePolicyVersionRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.DeletePolicyRequest;
import io.tarn.api.iam.DeletePolicyVersionRequest;
import io.tarn.api.iam.EvaluationResult;
import io.tarn.api.iam.GetAccountAuthorizationDetailsRequest;
import io.tarn.api.iam.GetAccountAuthorizationDetailsResponse;
import io.tarn.api.iam.GetAccountSummaryRequest;
import io.tarn.api.iam.GetPolicyRequest;
import io.tarn.api.iam.GetPolicyVersionRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListEntitiesForPolicyRequest;
import io.tarn.api.iam.ListPoliciesRequest;
import io.tarn.api.iam.ListPoliciesResponse;
import io.tarn.api.iam.ListPolicyVersionsRequest;
import io.tarn.api.iam.SetDefaultPolicyVersionRequest;
import io.tarn.api.iam.SimulateCustomPolicyRequest;
import io.tarn.api.iam.SimulatePrincipalPolicyRequest;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.state.ManagedPolicies;
import io.tarn.kernel.Caller;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestManagedPolicies {
  private static final String ARN = "arn:aws:iam::123456789012:policy/read";
  private static final String USER = "arn:aws:iam::123456789012:user/ada";

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
  void keepsVersionsOfWhichOneIsInForce() {
    Caller ada = ada();
    create();
    attach(ARN);
    Access get = Access.of("s3:GetObject", "arn:aws:s3:::b/k");
    Access put = Access.of("s3:PutObject", "arn:aws:s3:::b/k");
    assertThat(lake.room().authorizer().allows(lake.call(ada), get)).isTrue();
    version("s3:Put*", true);
    assertThat(lake.room().authorizer().allows(lake.call(ada), get)).isFalse();
    assertThat(lake.room().authorizer().allows(lake.call(ada), put)).isTrue();
    lake.run(
        IamService.SET_DEFAULT_POLICY_VERSION,
        SetDefaultPolicyVersionRequest.builder().policyArn(ARN).versionId("v1").build());
    assertThat(lake.room().authorizer().allows(lake.call(ada), get)).isTrue();
    assertThat(
            lake.run(
                    IamService.LIST_POLICY_VERSIONS,
                    ListPolicyVersionsRequest.builder().policyArn(ARN).build())
                .versions())
        .extracting(version -> version.versionId() + version.isDefaultVersion())
        .containsExactly("v2false", "v1true");
  }

  @Test
  void keepsFiveVersionsAndNumbersThemOnce() {
    create();
    for (int i = 2; i <= 5; i++) {
      version("s3:Get" + i, false);
    }
    assertThatThrownBy(() -> version("s3:Get6", false))
        .hasMessage(
            "A managed policy can have up to 5 versions. Before you create a new version, you must"
                + " delete an existing version.")
        .hasFieldOrPropertyWithValue("code", "LimitExceeded");
    assertThatThrownBy(() -> deleteVersion("v1"))
        .hasMessage("Cannot delete the default version of a policy.");
    deleteVersion("v5");
    version("s3:Get7", false);
    assertThat(
            lake.run(
                    IamService.LIST_POLICY_VERSIONS,
                    ListPolicyVersionsRequest.builder().policyArn(ARN).build())
                .versions())
        .extracting(version -> version.versionId())
        .containsExactly("v6", "v4", "v3", "v2", "v1");
    DeletePolicyRequest delete = DeletePolicyRequest.builder().policyArn(ARN).build();
    assertThatThrownBy(() -> lake.run(IamService.DELETE_POLICY, delete))
        .hasMessageStartingWith("This policy has more than one version.")
        .hasFieldOrPropertyWithValue("code", "DeleteConflict");
  }

  @Test
  void deletesOnlyWhatNobodyUses() {
    ada();
    create();
    attach(ARN);
    DeletePolicyRequest delete = DeletePolicyRequest.builder().policyArn(ARN).build();
    assertThatThrownBy(() -> lake.run(IamService.DELETE_POLICY, delete))
        .hasMessage("Cannot delete a policy attached to entities.");
    assertThat(
            lake.run(
                    IamService.LIST_ENTITIES_FOR_POLICY,
                    ListEntitiesForPolicyRequest.builder().policyArn(ARN).build())
                .policyUsers())
        .extracting(user -> user.userName())
        .containsExactly("ada");
  }

  @Test
  void readsEveryPolicyOfAws() {
    assertThat(ManagedPolicies.all().list()).hasSizeGreaterThan(50);
    for (ManagedPolicies.Managed policy : ManagedPolicies.all().list()) {
      assertThat(
              io.tarn.identity.policy.Policy.parse(policy.document(), PolicyKind.IDENTITY).text())
          .as(policy.name())
          .isNotEmpty();
      assertThat(policy.id()).hasSize(21);
    }
    String glue = "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole";
    String document =
        requireNonNull(
            requireNonNull(
                    lake.run(
                            IamService.GET_POLICY_VERSION,
                            GetPolicyVersionRequest.builder()
                                .policyArn(glue)
                                .versionId("v1")
                                .build())
                        .policyVersion())
                .document());
    assertThat(URLDecoder.decode(document, UTF_8)).contains("\"glue:*\"");
    assertThat(
            requireNonNull(
                    lake.run(
                            IamService.GET_POLICY,
                            GetPolicyRequest.builder().policyArn(glue).build())
                        .policy())
                .path())
        .isEqualTo("/service-role/");
    assertThatThrownBy(
            () ->
                lake.run(
                    IamService.DELETE_POLICY,
                    DeletePolicyRequest.builder().policyArn(glue).build()))
        .hasFieldOrPropertyWithValue("code", "AccessDenied");
  }

  @Test
  void pagesPoliciesOfAllScopes() {
    create();
    List<String> names = new ArrayList<>();
    String marker = null;
    do {
      ListPoliciesResponse page =
          lake.run(
              IamService.LIST_POLICIES,
              ListPoliciesRequest.builder().maxItems(20).marker(marker).build());
      requireNonNull(page.policies())
          .forEach(policy -> names.add(String.valueOf(policy.policyName())));
      marker = page.marker();
    } while (marker != null);
    assertThat(names)
        .hasSize(ManagedPolicies.all().list().size() + 1)
        .contains("read", "AdministratorAccess")
        .doesNotHaveDuplicates();
    assertThat(
            lake.run(IamService.LIST_POLICIES, ListPoliciesRequest.builder().scope("Local").build())
                .policies())
        .hasSize(1);
  }

  @Test
  void describesTheWholeAccount() {
    ada();
    create();
    attach(ARN);
    GetAccountAuthorizationDetailsResponse details =
        lake.run(
            IamService.GET_ACCOUNT_AUTHORIZATION_DETAILS,
            GetAccountAuthorizationDetailsRequest.builder().build());
    assertThat(requireNonNull(details.userDetailList()).getFirst().attachedManagedPolicies())
        .hasSize(1);
    assertThat(requireNonNull(details.policies()).getFirst().policyVersionList()).hasSize(1);
    assertThat(
            lake.run(IamService.GET_ACCOUNT_SUMMARY, GetAccountSummaryRequest.builder().build())
                .summaryMap())
        .containsEntry("Users", 1)
        .containsEntry("Policies", 1)
        .containsEntry("AccessKeysPerUserQuota", 2);
  }

  @Test
  void simulatesGivenPolicies() {
    List<EvaluationResult> results =
        requireNonNull(
            lake.run(
                    IamService.SIMULATE_CUSTOM_POLICY,
                    SimulateCustomPolicyRequest.builder()
                        .policyInputList(
                            List.of(
                                document("s3:*"),
                                document("s3:DeleteObject").replace("Allow", "Deny"),
                                document("glue:*")
                                    .replace(
                                        "\"Resource\"",
                                        "\"Condition\":{\"StringEquals\":{\"aws:RequestTag/x\":\"1\"}},"
                                            + "\"Resource\"")))
                        .actionNames(
                            List.of("s3:GetObject", "s3:DeleteObject", "glue:GetTable", "x:Y"))
                        .contextEntries(
                            List.of(
                                ContextEntry.builder()
                                    .contextKeyName("aws:RequestTag/x")
                                    .contextKeyType("string")
                                    .contextKeyValues(List.of("1"))
                                    .build()))
                        .build())
                .evaluationResults());
    assertThat(results)
        .extracting(EvaluationResult::evalDecision)
        .containsExactly("allowed", "explicitDeny", "allowed", "implicitDeny");
    assertThat(requireNonNull(results.get(1).matchedStatements()).getFirst().sourcePolicyId())
        .isEqualTo("PolicyInputList.2");
  }

  @Test
  void simulatesAUserAndSaysWhatIsMissing() {
    ada();
    attach("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
    List<EvaluationResult> results =
        requireNonNull(
            lake.run(
                    IamService.SIMULATE_PRINCIPAL_POLICY,
                    SimulatePrincipalPolicyRequest.builder()
                        .policySourceArn(USER)
                        .policyInputList(
                            List.of(
                                document("s3:Put*")
                                    .replace(
                                        "\"Resource\"",
                                        "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}},"
                                            + "\"Resource\"")))
                        .actionNames(List.of("s3:GetObject", "s3:PutObject"))
                        .resourceArns(List.of("arn:aws:s3:::b/k"))
                        .build())
                .evaluationResults());
    assertThat(results)
        .extracting(EvaluationResult::evalDecision)
        .containsExactly("allowed", "implicitDeny");
    assertThat(results.get(1).missingContextValues()).containsExactly("aws:sourceip");
  }

  private Caller ada() {
    String id =
        requireNonNull(
                lake.run(
                        IamService.CREATE_USER, CreateUserRequest.builder().userName("ada").build())
                    .user())
            .userId();
    return new Caller.User(TestingLake.ACCOUNT, "ada", "/", id, Map.of());
  }

  private void create() {
    lake.run(
        IamService.CREATE_POLICY,
        CreatePolicyRequest.builder()
            .policyName("read")
            .policyDocument(document("s3:Get*"))
            .build());
  }

  private void version(String action, boolean setAsDefault) {
    lake.run(
        IamService.CREATE_POLICY_VERSION,
        CreatePolicyVersionRequest.builder()
            .policyArn(ARN)
            .policyDocument(document(action))
            .setAsDefault(setAsDefault)
            .build());
  }

  private void deleteVersion(String id) {
    lake.run(
        IamService.DELETE_POLICY_VERSION,
        DeletePolicyVersionRequest.builder().policyArn(ARN).versionId(id).build());
  }

  private void attach(String arn) {
    lake.run(
        IamService.ATTACH_USER_POLICY,
        AttachUserPolicyRequest.builder().userName("ada").policyArn(arn).build());
  }

  private static String document(String action) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\""
        + action
        + "\",\"Resource\":\"*\"}]}";
  }
}

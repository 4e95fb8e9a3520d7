package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListPolicyVersionsRequest;
import io.tarn.api.iam.ListPolicyVersionsResponse;
import io.tarn.api.iam.PolicyVersion;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.ManagedPolicies;
import io.tarn.kernel.Page;
import java.util.Comparator;
import java.util.List;

/** Lists the versions of a managed policy, the newest first, without documents. */
final class ListPolicyVersions
    implements Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> {
  private final Iam iam;

  ListPolicyVersions(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListPolicyVersionsRequest, ListPolicyVersionsResponse> model() {
    return IamService.LIST_POLICY_VERSIONS;
  }

  @Override
  public AccessRule<ListPolicyVersionsRequest> access() {
    return iam.onPolicy("iam:ListPolicyVersions", ListPolicyVersionsRequest::policyArn);
  }

  @Override
  public ListPolicyVersionsResponse apply(ListPolicyVersionsRequest input, Call call) {
    String arn = input.policyArn();
    List<PolicyVersion> versions =
        ManagedPolicies.isManaged(arn) ? List.of(managed(arn)) : own(arn);
    Page<PolicyVersion> page =
        Paging.of(
            versions,
            input.maxItems(),
            input.marker(),
            version -> ManagedDocuments.position(version.versionId()),
            "ListPolicyVersions",
            arn);
    return ListPolicyVersionsResponse.builder()
        .versions(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }

  private static PolicyVersion managed(String arn) {
    ManagedPolicies.Managed policy =
        ManagedPolicies.all().find(arn).orElseThrow(() -> Iam.missing(Kind.POLICY, arn));
    return PolicyVersion.builder()
        .versionId("v1")
        .isDefaultVersion(true)
        .createDate(policy.created())
        .build();
  }

  private List<PolicyVersion> own(String arn) {
    return iam.read(
        tables -> {
          Entity policy = iam.loadPolicy(tables, arn);
          return tables.documents(policy).stream()
              .map(document -> Views.versionInList(policy, document))
              .sorted(
                  Comparator.comparing(version -> ManagedDocuments.position(version.versionId())))
              .toList();
        });
  }
}

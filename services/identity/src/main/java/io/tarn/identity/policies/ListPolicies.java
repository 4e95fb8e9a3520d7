package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListPoliciesRequest;
import io.tarn.api.iam.ListPoliciesResponse;
import io.tarn.api.iam.Policy;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.ManagedPolicies;
import io.tarn.kernel.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lists managed policies, AWS's and the customer's, by name. */
final class ListPolicies implements Operation<ListPoliciesRequest, ListPoliciesResponse> {
  private final Iam iam;

  ListPolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListPoliciesRequest, ListPoliciesResponse> model() {
    return IamService.LIST_POLICIES;
  }

  @Override
  public AccessRule<ListPoliciesRequest> access() {
    return iam.onPath("iam:ListPolicies", Kind.POLICY, ListPoliciesRequest::pathPrefix);
  }

  @Override
  public ListPoliciesResponse apply(ListPoliciesRequest input, Call call) {
    String prefix = input.pathPrefix() == null ? "/" : input.pathPrefix();
    String scope = input.scope() == null ? "All" : input.scope();
    return iam.read(
        tables -> {
          List<Policy> all = new ArrayList<>();
          if (!scope.equals("Local")) {
            ManagedPolicies.all()
                .list()
                .forEach(policy -> all.add(iam.views().managedInList(tables, policy)));
          }
          if (!scope.equals("AWS")) {
            tables
                .list(Kind.POLICY, null, Limits.POLICIES)
                .forEach(policy -> all.add(iam.views().policyInList(tables, policy)));
          }
          List<Policy> wanted =
              all.stream()
                  .filter(policy -> String.valueOf(policy.path()).startsWith(prefix))
                  .filter(policy -> isUsed(policy, input))
                  .sorted(Comparator.comparing(ListPolicies::position))
                  .toList();
          Page<Policy> page =
              Paging.of(
                  wanted,
                  input.maxItems(),
                  input.marker(),
                  ListPolicies::position,
                  "ListPolicies",
                  scope,
                  prefix,
                  String.valueOf(input.onlyAttached()),
                  String.valueOf(input.policyUsageFilter()));
          return ListPoliciesResponse.builder()
              .policies(page.items())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }

  private static boolean isUsed(Policy policy, ListPoliciesRequest input) {
    boolean attached = positive(policy.attachmentCount());
    boolean boundary = positive(policy.permissionsBoundaryUsageCount());
    if ("PermissionsBoundary".equals(input.policyUsageFilter())) {
      return boundary;
    }
    return !Boolean.TRUE.equals(input.onlyAttached()) || attached;
  }

  private static boolean positive(@Nullable Integer count) {
    return count != null && count > 0;
  }

  private static String position(Policy policy) {
    return String.valueOf(policy.policyName()).toLowerCase(Locale.ROOT) + ' ' + policy.arn();
  }
}

package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListInstanceProfilesRequest;
import io.tarn.api.iam.ListInstanceProfilesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists by name, below a path. */
final class ListInstanceProfiles
    implements Operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse> {
  private final Iam iam;

  ListInstanceProfiles(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListInstanceProfilesRequest, ListInstanceProfilesResponse> model() {
    return IamService.LIST_INSTANCE_PROFILES;
  }

  @Override
  public AccessRule<ListInstanceProfilesRequest> access() {
    return iam.onPath(
        "iam:ListInstanceProfiles", Kind.PROFILE, ListInstanceProfilesRequest::pathPrefix);
  }

  @Override
  public ListInstanceProfilesResponse apply(ListInstanceProfilesRequest input, Call call) {
    String prefix = input.pathPrefix() == null ? "/" : input.pathPrefix();
    int size = Paging.size(input.maxItems());
    String after = Paging.after(input.marker(), "ListInstanceProfiles", prefix);
    return iam.read(
        tables -> {
          Page<Entity> page =
              Paging.cut(
                  tables.list(Kind.PROFILE, prefix, after, size + 1),
                  size,
                  Entity::key,
                  "ListInstanceProfiles",
                  prefix);
          return ListInstanceProfilesResponse.builder()
              .instanceProfiles(
                  page.items().stream()
                      .map(profile -> iam.views().profile(tables, profile))
                      .toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}

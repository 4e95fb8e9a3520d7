package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AccessKeyMetadata;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListAccessKeysRequest;
import io.tarn.api.iam.ListAccessKeysResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.kernel.Page;
import java.util.Comparator;
import java.util.List;

/** Lists the long-term keys of a user, without secrets. */
final class ListAccessKeys implements Operation<ListAccessKeysRequest, ListAccessKeysResponse> {
  private final Iam iam;

  ListAccessKeys(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListAccessKeysRequest, ListAccessKeysResponse> model() {
    return IamService.LIST_ACCESS_KEYS;
  }

  @Override
  public AccessRule<ListAccessKeysRequest> access() {
    return iam.onUser("iam:ListAccessKeys", ListAccessKeysRequest::userName);
  }

  @Override
  public ListAccessKeysResponse apply(ListAccessKeysRequest input, Call call) {
    String owner = KeyOwners.owner(input.userName(), call);
    List<AccessKeyMetadata> keys =
        iam.read(
            tables -> {
              String name = KeyOwners.load(iam, tables, owner);
              return tables.keys(owner).stream()
                  .map(
                      key ->
                          AccessKeyMetadata.builder()
                              .userName(name)
                              .accessKeyId(key.id())
                              .status(key.status())
                              .createDate(key.created())
                              .build())
                  .toList();
            });
    Page<AccessKeyMetadata> page =
        Paging.of(
            keys.stream()
                .sorted(Comparator.comparing(key -> String.valueOf(key.accessKeyId())))
                .toList(),
            input.maxItems(),
            input.marker(),
            key -> String.valueOf(key.accessKeyId()),
            "ListAccessKeys",
            owner);
    return ListAccessKeysResponse.builder()
        .accessKeyMetadata(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}

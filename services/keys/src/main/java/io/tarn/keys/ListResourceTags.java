package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ListResourceTagsRequest;
import io.tarn.api.kms.ListResourceTagsResponse;
import io.tarn.api.kms.Tag;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Lists a key's tags. */
final class ListResourceTags
    implements Operation<ListResourceTagsRequest, ListResourceTagsResponse> {
  private final Keys keys;

  ListResourceTags(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<ListResourceTagsRequest, ListResourceTagsResponse> model() {
    return KmsService.LIST_RESOURCE_TAGS;
  }

  @Override
  public AccessRule<ListResourceTagsRequest> access() {
    return keys.on("kms:ListResourceTags", ListResourceTagsRequest::keyId);
  }

  @Override
  public ListResourceTagsResponse apply(ListResourceTagsRequest input, Call call) {
    int limit = input.limit() == null ? keys.limits.tags() : input.limit();
    String after =
        Objects.requireNonNullElse(
            PageTokens.open(
                input.marker(), KeysError.INVALID_MARKER, "ListResourceTags", input.keyId()),
            "");
    List<Tag> all =
        new TreeMap<>(keys.load(call, Keys.notAlias(input.keyId())).tags())
            .tailMap(after, after.isEmpty()).entrySet().stream()
                .map(tag -> Tag.builder().tagKey(tag.getKey()).tagValue(tag.getValue()).build())
                .toList();
    boolean more = all.size() > limit;
    List<Tag> page = more ? all.subList(0, limit) : all;
    return ListResourceTagsResponse.builder()
        .tags(page)
        .truncated(more)
        .nextMarker(
            more
                ? PageTokens.seal(page.getLast().tagKey(), "ListResourceTags", input.keyId())
                : null)
        .build();
  }
}

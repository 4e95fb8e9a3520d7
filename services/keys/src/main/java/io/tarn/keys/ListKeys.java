package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.kms.KeyListEntry;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ListKeysRequest;
import io.tarn.api.kms.ListKeysResponse;
import java.util.List;
import java.util.Objects;

/** Lists the keys of the region. */
final class ListKeys implements Operation<ListKeysRequest, ListKeysResponse> {
  private final Keys keys;

  ListKeys(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<ListKeysRequest, ListKeysResponse> model() {
    return KmsService.LIST_KEYS;
  }

  @Override
  public AccessRule<ListKeysRequest> access() {
    return AccessRule.any("kms:ListKeys");
  }

  @Override
  public ListKeysResponse apply(ListKeysRequest input, Call call) {
    int limit = keys.page(input.limit());
    String after =
        Objects.requireNonNullElse(
            PageTokens.open(input.marker(), KeysError.INVALID_MARKER, "ListKeys", call.region()),
            "");
    List<KeyRow> rows = keys.ledger.read(tx -> KeyTable.list(tx, call.region(), after, limit + 1));
    boolean more = rows.size() > limit;
    List<KeyRow> page = more ? rows.subList(0, limit) : rows;
    return ListKeysResponse.builder()
        .keys(
            page.stream()
                .map(key -> KeyListEntry.builder().keyId(key.id()).keyArn(keys.arn(key)).build())
                .toList())
        .truncated(more)
        .nextMarker(more ? PageTokens.seal(page.getLast().id(), "ListKeys", call.region()) : null)
        .build();
  }
}

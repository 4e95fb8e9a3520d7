package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.kms.AliasListEntry;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ListAliasesRequest;
import io.tarn.api.kms.ListAliasesResponse;
import java.util.List;
import java.util.Objects;

/** Lists the names of keys, of one key or of all in the region. */
final class ListAliases implements Operation<ListAliasesRequest, ListAliasesResponse> {
  private final Keys keys;

  ListAliases(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<ListAliasesRequest, ListAliasesResponse> model() {
    return KmsService.LIST_ALIASES;
  }

  @Override
  public AccessRule<ListAliasesRequest> access() {
    return AccessRule.any("kms:ListAliases");
  }

  @Override
  public ListAliasesResponse apply(ListAliasesRequest input, Call call) {
    int limit = keys.page(input.limit());
    String of = String.valueOf(input.keyId());
    String after =
        Objects.requireNonNullElse(
            PageTokens.open(
                input.marker(), KeysError.INVALID_MARKER, "ListAliases", call.region(), of),
            "");
    List<Aliases.Row> rows =
        keys.ledger.read(
            tx ->
                input.keyId() == null
                    ? Aliases.list(tx, call.region(), after, limit + 1)
                    : Aliases.ofKey(
                        tx,
                        call.region(),
                        keys.load(tx, call, Keys.notAlias(input.keyId())).id(),
                        after,
                        limit + 1));
    boolean more = rows.size() > limit;
    List<Aliases.Row> page = more ? rows.subList(0, limit) : rows;
    return ListAliasesResponse.builder()
        .aliases(page.stream().map(this::entry).toList())
        .truncated(more)
        .nextMarker(
            more ? PageTokens.seal(page.getLast().name(), "ListAliases", call.region(), of) : null)
        .build();
  }

  private AliasListEntry entry(Aliases.Row row) {
    return AliasListEntry.builder()
        .aliasName(row.name())
        .aliasArn(Aliases.arn(keys.account, row.region(), row.name()))
        .targetKeyId(row.keyId())
        .creationDate(row.created())
        .lastUpdatedDate(row.updated())
        .build();
  }
}

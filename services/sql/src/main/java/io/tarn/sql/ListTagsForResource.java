package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ListTagsForResourceInput;
import io.tarn.api.athena.ListTagsForResourceOutput;
import io.tarn.api.athena.Tag;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the tags of a work group or data catalog. */
final class ListTagsForResource
    implements Operation<ListTagsForResourceInput, ListTagsForResourceOutput> {
  private final Ledger ledger;

  ListTagsForResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListTagsForResourceInput, ListTagsForResourceOutput> model() {
    return AthenaService.LIST_TAGS_FOR_RESOURCE;
  }

  @Override
  public AccessRule<ListTagsForResourceInput> access() {
    return AccessRule.on("athena:ListTagsForResource", (input, call) -> input.resourceARN());
  }

  @Override
  public ListTagsForResourceOutput apply(ListTagsForResourceInput input, Call call) {
    int limit = input.maxResults() == null ? 75 : input.maxResults();
    String bound = "ListTagsForResource/" + input.resourceARN();
    String after = PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, bound);
    List<Tag> found =
        ledger.read(
            tx -> {
              Tags.check(tx, call, input.resourceARN());
              return Tags.list(
                  tx, call.region(), input.resourceARN(), after == null ? "" : after, limit + 1);
            });
    List<Tag> page = found.subList(0, Math.min(limit, found.size()));
    return ListTagsForResourceOutput.builder()
        .tags(page)
        .nextToken(
            found.size() > limit
                ? PageTokens.seal(String.valueOf(page.getLast().key()), bound)
                : null)
        .build();
  }
}

package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.TagResourceInput;
import io.tarn.api.athena.TagResourceOutput;
import io.tarn.ledger.Ledger;

/** Puts tags on a work group or data catalog. */
final class TagResource implements Operation<TagResourceInput, TagResourceOutput> {
  private final Ledger ledger;

  TagResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<TagResourceInput, TagResourceOutput> model() {
    return AthenaService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceInput> access() {
    return AccessRule.on("athena:TagResource", (input, call) -> input.resourceARN());
  }

  @Override
  public TagResourceOutput apply(TagResourceInput input, Call call) {
    ledger.commit(
        tx -> {
          Tags.check(tx, call, input.resourceARN());
          Tags.put(tx, call.region(), input.resourceARN(), input.tags());
          return true;
        });
    return TagResourceOutput.builder().build();
  }
}

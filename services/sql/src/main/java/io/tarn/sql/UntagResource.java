package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.UntagResourceInput;
import io.tarn.api.athena.UntagResourceOutput;
import io.tarn.ledger.Ledger;

/** Takes tags off a work group or data catalog. */
final class UntagResource implements Operation<UntagResourceInput, UntagResourceOutput> {
  private final Ledger ledger;

  UntagResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UntagResourceInput, UntagResourceOutput> model() {
    return AthenaService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceInput> access() {
    return AccessRule.on("athena:UntagResource", (input, call) -> input.resourceARN());
  }

  @Override
  public UntagResourceOutput apply(UntagResourceInput input, Call call) {
    ledger.commit(
        tx -> {
          Tags.check(tx, call, input.resourceARN());
          Tags.remove(tx, call.region(), input.resourceARN(), input.tagKeys());
          return true;
        });
    return UntagResourceOutput.builder().build();
  }
}

package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.UntagResourceInput;
import io.tarn.api.stepfunctions.UntagResourceOutput;
import io.tarn.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes tags off a state machine. */
final class UntagResource implements Operation<UntagResourceInput, UntagResourceOutput> {
  private final Ledger ledger;

  UntagResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UntagResourceInput, UntagResourceOutput> model() {
    return StepfunctionsService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceInput> access() {
    return AccessRule.on("states:UntagResource", (input, call) -> input.resourceArn());
  }

  @Override
  public UntagResourceOutput apply(UntagResourceInput input, Call call) {
    MachineName name = MachineName.parse(input.resourceArn());
    ledger.commit(
        tx -> {
          MachineRow machine =
              Machines.find(tx, name).orElseThrow(() -> TagResource.missing(input.resourceArn()));
          Map<String, String> tags = new LinkedHashMap<>(machine.tags());
          input.tagKeys().forEach(tags::remove);
          Machines.updateTags(tx, name, tags);
          return tags;
        });
    return UntagResourceOutput.builder().build();
  }
}

package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.ListTagsForResourceInput;
import io.tarn.api.stepfunctions.ListTagsForResourceOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.ledger.Ledger;

/** Lists the tags of a state machine. */
final class ListTagsForResource
    implements Operation<ListTagsForResourceInput, ListTagsForResourceOutput> {
  private final Ledger ledger;

  ListTagsForResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListTagsForResourceInput, ListTagsForResourceOutput> model() {
    return StepfunctionsService.LIST_TAGS_FOR_RESOURCE;
  }

  @Override
  public AccessRule<ListTagsForResourceInput> access() {
    return AccessRule.on("states:ListTagsForResource", (input, call) -> input.resourceArn());
  }

  @Override
  public ListTagsForResourceOutput apply(ListTagsForResourceInput input, Call call) {
    MachineName name = MachineName.parse(input.resourceArn());
    MachineRow machine =
        ledger.read(
            tx ->
                Machines.find(tx, name)
                    .orElseThrow(() -> TagResource.missing(input.resourceArn())));
    return ListTagsForResourceOutput.builder().tags(Tags.list(machine.tags())).build();
  }
}

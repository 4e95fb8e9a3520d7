package io.tarn.workflow;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.TagResourceInput;
import io.tarn.api.stepfunctions.TagResourceOutput;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds tags to a state machine. */
final class TagResource implements Operation<TagResourceInput, TagResourceOutput> {
  private final Ledger ledger;

  TagResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<TagResourceInput, TagResourceOutput> model() {
    return StepfunctionsService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceInput> access() {
    return (input, call) ->
        List.of(Tags.requested(Access.of("states:TagResource", input.resourceArn()), input.tags()));
  }

  @Override
  public TagResourceOutput apply(TagResourceInput input, Call call) {
    MachineName name = MachineName.parse(input.resourceArn());
    ledger.commit(
        tx -> {
          MachineRow machine =
              Machines.find(tx, name).orElseThrow(() -> missing(input.resourceArn()));
          Map<String, String> tags = new LinkedHashMap<>(machine.tags());
          tags.putAll(Tags.map(input.tags()));
          Machines.updateTags(tx, name, Tags.require(tags, input.resourceArn()));
          return tags;
        });
    return TagResourceOutput.builder().build();
  }

  static ServiceError missing(String arn) {
    return new ServiceError(WorkflowErrors.RESOURCE_NOT_FOUND, "Resource not found: '" + arn + "'");
  }
}

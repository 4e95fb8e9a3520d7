package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.stepfunctions.ListStateMachinesInput;
import io.tarn.api.stepfunctions.ListStateMachinesOutput;
import io.tarn.api.stepfunctions.StateMachineListItem;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the machines of the call's region by name. */
final class ListStateMachines
    implements Operation<ListStateMachinesInput, ListStateMachinesOutput> {
  private final Ledger ledger;

  ListStateMachines(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListStateMachinesInput, ListStateMachinesOutput> model() {
    return StepfunctionsService.LIST_STATE_MACHINES;
  }

  @Override
  public AccessRule<ListStateMachinesInput> access() {
    return AccessRule.any("states:ListStateMachines");
  }

  @Override
  public ListStateMachinesOutput apply(ListStateMachinesInput input, Call call) {
    int size = Limits.pageSize(input.maxResults());
    String after =
        PageTokens.open(
            input.nextToken(), WorkflowErrors.INVALID_TOKEN, "ListStateMachines", call.region());
    List<MachineRow> rows =
        ledger.read(tx -> Machines.list(tx, call.region(), after == null ? "" : after, size + 1));
    ListStateMachinesOutput.Builder output =
        ListStateMachinesOutput.builder()
            .stateMachines(
                rows.stream().limit(size).map(row -> item(row, call.account())).toList());
    if (rows.size() > size) {
      output.nextToken(
          PageTokens.seal(rows.get(size - 1).name().name(), "ListStateMachines", call.region()));
    }
    return output.build();
  }

  private static StateMachineListItem item(MachineRow row, String account) {
    return StateMachineListItem.builder()
        .stateMachineArn(row.name().arn(account))
        .name(row.name().name())
        .type("STANDARD")
        .creationDate(row.created())
        .build();
  }
}

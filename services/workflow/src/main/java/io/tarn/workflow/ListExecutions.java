package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.stepfunctions.ExecutionListItem;
import io.tarn.api.stepfunctions.ListExecutionsInput;
import io.tarn.api.stepfunctions.ListExecutionsOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists a machine's executions, the latest first. */
final class ListExecutions implements Operation<ListExecutionsInput, ListExecutionsOutput> {
  private final Ledger ledger;

  ListExecutions(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListExecutionsInput, ListExecutionsOutput> model() {
    return StepfunctionsService.LIST_EXECUTIONS;
  }

  @Override
  public AccessRule<ListExecutionsInput> access() {
    return AccessRule.on(
        "states:ListExecutions",
        (input, call) -> input.stateMachineArn() == null ? "*" : input.stateMachineArn());
  }

  @Override
  public ListExecutionsOutput apply(ListExecutionsInput input, Call call) {
    if (input.mapRunArn() != null || input.redriveFilter() != null) {
      throw Definitions.notImplemented(
          "ListExecutions by mapRunArn or redriveFilter is not implemented");
    }
    String arn = input.stateMachineArn();
    if (arn == null) {
      throw new ServiceError(
          WorkflowErrors.VALIDATION, "Either stateMachineArn or mapRunArn is required");
    }
    MachineName machine = MachineName.parse(arn);
    int size = Limits.pageSize(input.maxResults());
    Object[] binding = {"ListExecutions", arn, input.statusFilter()};
    String token = PageTokens.open(input.nextToken(), WorkflowErrors.INVALID_TOKEN, binding);
    Executions.Position before = null;
    if (token != null) {
      int slash = token.indexOf('/');
      before =
          new Executions.Position(
              Long.parseLong(token.substring(0, slash)), token.substring(slash + 1));
    }
    Executions.Position from = before;
    List<ExecutionRow> rows =
        ledger.read(
            tx -> {
              Machines.load(tx, machine, call.account());
              return Executions.list(tx, machine, input.statusFilter(), from, size + 1);
            });
    ListExecutionsOutput.Builder output =
        ListExecutionsOutput.builder()
            .executions(rows.stream().limit(size).map(row -> item(row, call.account())).toList());
    if (rows.size() > size) {
      ExecutionRow last = rows.get(size - 1);
      output.nextToken(
          PageTokens.seal(last.started().toEpochMilli() + "/" + last.name().name(), binding));
    }
    return output.build();
  }

  private static ExecutionListItem item(ExecutionRow row, String account) {
    return ExecutionListItem.builder()
        .executionArn(row.name().arn(account))
        .stateMachineArn(row.name().machine().arn(account))
        .name(row.name().name())
        .status(row.status())
        .startDate(row.started())
        .stopDate(row.stopped())
        .redriveCount(0)
        .build();
  }
}

package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.CloudWatchEventsExecutionDataDetails;
import io.tarn.api.stepfunctions.DescribeExecutionInput;
import io.tarn.api.stepfunctions.DescribeExecutionOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.ledger.Ledger;

/** Tells where an execution stands. */
final class DescribeExecution
    implements Operation<DescribeExecutionInput, DescribeExecutionOutput> {
  private static final CloudWatchEventsExecutionDataDetails INCLUDED =
      CloudWatchEventsExecutionDataDetails.builder().included(true).build();

  private final Ledger ledger;

  DescribeExecution(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DescribeExecutionInput, DescribeExecutionOutput> model() {
    return StepfunctionsService.DESCRIBE_EXECUTION;
  }

  @Override
  public AccessRule<DescribeExecutionInput> access() {
    return AccessRule.on("states:DescribeExecution", (input, call) -> input.executionArn());
  }

  @Override
  public DescribeExecutionOutput apply(DescribeExecutionInput input, Call call) {
    ExecutionName name = ExecutionName.parse(input.executionArn());
    ExecutionRow row = ledger.read(tx -> Executions.load(tx, name, call.account()));
    boolean data = !"METADATA_ONLY".equals(input.includedData());
    DescribeExecutionOutput.Builder output =
        DescribeExecutionOutput.builder()
            .executionArn(name.arn(call.account()))
            .stateMachineArn(name.machine().arn(call.account()))
            .name(name.name())
            .status(row.status())
            .startDate(row.started())
            .stopDate(row.stopped())
            .traceHeader(row.traceHeader())
            .redriveCount(0)
            .redriveStatus("NOT_REDRIVABLE")
            .redriveStatusReason(
                row.isRunning() || row.status().equals("SUCCEEDED")
                    ? "Execution is " + row.status() + " and cannot be redriven"
                    : "RedriveExecution is not implemented");
    if (data) {
      output
          .input(row.input())
          .inputDetails(INCLUDED)
          .output(row.output())
          .outputDetails(row.output() == null ? null : INCLUDED)
          .error(row.error())
          .cause(row.cause());
    }
    return output.build();
  }
}

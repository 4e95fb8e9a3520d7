package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.StructureJson;
import io.tarn.api.stepfunctions.GetExecutionHistoryInput;
import io.tarn.api.stepfunctions.GetExecutionHistoryOutput;
import io.tarn.api.stepfunctions.HistoryEvent;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Tells the events of an execution, page by page, in either order. */
final class GetExecutionHistory
    implements Operation<GetExecutionHistoryInput, GetExecutionHistoryOutput> {
  private static final List<String> DATA = List.of("input", "output", "parameters");

  private final Ledger ledger;

  GetExecutionHistory(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<GetExecutionHistoryInput, GetExecutionHistoryOutput> model() {
    return StepfunctionsService.GET_EXECUTION_HISTORY;
  }

  @Override
  public AccessRule<GetExecutionHistoryInput> access() {
    return AccessRule.on("states:GetExecutionHistory", (input, call) -> input.executionArn());
  }

  @Override
  public GetExecutionHistoryOutput apply(GetExecutionHistoryInput input, Call call) {
    ExecutionName name = ExecutionName.parse(input.executionArn());
    boolean reverse = Boolean.TRUE.equals(input.reverseOrder());
    boolean data = !Boolean.FALSE.equals(input.includeExecutionData());
    int size = Limits.pageSize(input.maxResults());
    Object[] binding = {"GetExecutionHistory", input.executionArn(), reverse, data};
    String token = PageTokens.open(input.nextToken(), WorkflowErrors.INVALID_TOKEN, binding);
    long from = reverse ? Long.MAX_VALUE : 0;
    long position = token == null ? from : Long.parseLong(token);
    List<ObjectNode> events =
        ledger.read(
            tx -> {
              ExecutionRow row = Executions.load(tx, name, call.account());
              return Executions.history(tx, row.name(), reverse, position, size + 1);
            });
    GetExecutionHistoryOutput.Builder output =
        GetExecutionHistoryOutput.builder()
            .events(events.stream().limit(size).map(event -> read(event, data)).toList());
    if (events.size() > size) {
      output.nextToken(PageTokens.seal(events.get(size - 1).path("id").asText(), binding));
    }
    return output.build();
  }

  private static HistoryEvent read(ObjectNode event, boolean data) {
    if (!data) {
      for (JsonNode details : event) {
        if (details instanceof ObjectNode object) {
          object.remove(DATA);
        }
      }
    }
    return StructureJson.read(Json.write(event), HistoryEvent.builder()).build();
  }
}

package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What never changes during an execution; the fixed part of the context object {@code $$}. */
record ExecutionContext(
    String arn,
    String name,
    String roleArn,
    Instant startedAt,
    String machineArn,
    String machineName,
    String region,
    JsonNode input) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  static String time(Instant at) {
    return TIME.format(at);
  }

  /** The context object as a branch sees it. */
  JsonNode forBranch(Branch branch) {
    ObjectNode context = Json.object();
    ObjectNode execution = context.putObject("Execution");
    execution.put("Id", arn);
    execution.set("Input", input);
    execution.put("Name", name);
    execution.put("RoleArn", roleArn);
    execution.put("StartTime", time(startedAt));
    execution.put("RedriveCount", 0);
    ObjectNode machine = context.putObject("StateMachine");
    machine.put("Id", machineArn);
    machine.put("Name", machineName);
    ObjectNode state = context.putObject("State");
    state.put("Name", branch.state);
    state.put("EnteredTime", time(Instant.ofEpochMilli(branch.enteredAt)));
    state.put("RetryCount", branch.retryCount);
    if (branch.item != null) {
      context.putObject("Map").set("Item", branch.item);
    }
    return context;
  }
}

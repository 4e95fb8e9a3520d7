package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;

/** An execution's name in its state machine. */
record ExecutionName(MachineName machine, String name) {
  private static final String RESOURCE = "execution:";

  /**
   * @throws ServiceError InvalidArn
   */
  static ExecutionName parse(String arn) {
    if (Arn.isArn(arn)) {
      Arn parsed = Arn.parse(arn);
      String[] parts = parsed.resource().split(":", 3);
      if (parsed.service().equals("states")
          && parsed.resource().startsWith(RESOURCE)
          && parts.length == 3) {
        return new ExecutionName(new MachineName(parsed.region(), parts[1]), parts[2]);
      }
    }
    throw new ServiceError(
        WorkflowErrors.INVALID_ARN,
        "Invalid Arn: 'Resource type not valid in this context: " + arn + "'");
  }

  String region() {
    return machine.region();
  }

  String arn(String account) {
    return Arn.of("states", region(), account, RESOURCE + machine.name() + ":" + name).toString();
  }

  ServiceError missing(String account) {
    return new ServiceError(
        WorkflowErrors.EXECUTION_DOES_NOT_EXIST,
        "Execution Does Not Exist: '" + arn(account) + "'");
  }

  /** The key of its tasks. */
  String key() {
    return region() + "/" + machine.name() + "/" + name;
  }

  ObjectNode toJson() {
    return Json.object()
        .put("region", region())
        .put("machine", machine.name())
        .put("execution", name);
  }

  static ExecutionName fromJson(JsonNode json) {
    return new ExecutionName(
        new MachineName(json.path("region").asText(), json.path("machine").asText()),
        json.path("execution").asText());
  }
}

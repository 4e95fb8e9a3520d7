package io.tarn.functions;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.lambda.InvocationResponse;
import io.tarn.api.lambda.LambdaService;
import io.tarn.functions.sandbox.Invocation;
import io.tarn.functions.sandbox.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Runs a function now, or hands it an event to run for later. */
final class Invoke implements Operation<InvocationRequest, InvocationResponse> {
  private final Lambda lambda;

  Invoke(Lambda lambda) {
    this.lambda = lambda;
  }

  @Override
  public OperationModel<InvocationRequest, InvocationResponse> model() {
    return LambdaService.INVOKE;
  }

  @Override
  public AccessRule<InvocationRequest> access() {
    return (input, call) ->
        lambda.onFunction("lambda:InvokeFunction", input.functionName(), input.qualifier(), call);
  }

  @Override
  public InvocationResponse apply(InvocationRequest input, Call call) {
    FunctionName name = FunctionName.parse(input.functionName(), input.qualifier(), call);
    Configurations.refuse("DurableExecutionName", input.durableExecutionName());
    Configurations.refuse("TenantId", input.tenantId());
    String type = requireNonNullElse(input.invocationType(), "RequestResponse");
    byte[] payload = input.payload() == null ? new byte[0] : input.payload();
    int max = type.equals("Event") ? lambda.limits().eventMax() : lambda.limits().requestMax();
    Invoker.checkSize(payload, max);
    Invoker.checkJson(payload);
    return switch (type) {
      case "DryRun" -> dryRun(name);
      case "Event" -> later(input, name, payload, call);
      default -> now(input, name, payload, call);
    };
  }

  private InvocationResponse dryRun(FunctionName name) {
    lambda.load(name);
    return InvocationResponse.builder().statusCode(204).build();
  }

  private InvocationResponse later(
      InvocationRequest input, FunctionName name, byte[] payload, Call call) {
    EventTask task =
        new EventTask(
            name,
            call.requestId(),
            call.traceId(),
            call.now(),
            0,
            0,
            Invoker.clientContext(input.clientContext()),
            payload);
    lambda
        .ledger()
        .commit(
            tx -> {
              FunctionRows.load(tx, name);
              tx.schedule(task.due(call.now()));
              return task;
            });
    return InvocationResponse.builder().statusCode(202).build();
  }

  private InvocationResponse now(
      InvocationRequest input, FunctionName name, byte[] payload, Call call) {
    Invocation invocation =
        new Invocation(
            call.requestId(),
            name.qualifiedArn(),
            call.traceId(),
            Invoker.clientContext(input.clientContext()),
            payload);
    Invoker.Result result = new Invoker(lambda).invoke(name, invocation, call);
    Outcome outcome = result.outcome();
    InvocationResponse.Builder answer =
        InvocationResponse.builder()
            .statusCode(200)
            .executedVersion(result.version())
            .functionError(outcome.functionError().orElse(null))
            .payload(outcome.payload());
    if ("Tail".equals(input.logType())) {
      byte[] tail = outcome.logTail().getBytes(StandardCharsets.UTF_8);
      answer.logResult(Base64.getEncoder().encodeToString(tail));
    }
    return answer.build();
  }
}

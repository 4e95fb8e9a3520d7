package io.tarn.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Dispatcher;
import io.tarn.api.events.Target;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.stepfunctions.StartExecutionInput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events: a new call through the Dispatcher, as the target's role or, for functions, as
 * {@code events.amazonaws.com}, which the function's own policy must let in. At least once; what
 * can be named is named after the event, so that a delivery repeated after a crash does the work
 * once.
 *
 * <p>What the target refuses for good is not tried again; everything else is, with growing waits,
 * up to the target's RetryPolicy. Source: EventBridge user guide, "Retry policy".
 */
final class Deliverer implements TaskHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
  private static final String PRINCIPAL = "events.amazonaws.com";
  private static final String DELIVERED = "EventDelivered";
  private static final String FAILED = "EventDeliveryFailed";

  private final Dispatcher dispatcher;
  private final InstantSource clock;
  private final String account;

  Deliverer(Dispatcher dispatcher, InstantSource clock, String account) {
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.account = account;
  }

  @Override
  public Completion run(Task task) {
    Delivery delivery = Delivery.parse(task.body());
    try {
      String effect = send(delivery, task.traceId());
      return tell(DELIVERED, delivery, task, "effect", effect);
    } catch (ServiceError e) {
      if (mayPass(e) && clock.instant().isBefore(delivery.expires())) {
        throw e;
      }
      return exhausted(task, e);
    }
  }

  @Override
  public Completion exhausted(Task task, Throwable failure) {
    Delivery delivery = Delivery.parse(task.body());
    String reason =
        failure instanceof ServiceError error
            ? error.code() + ": " + error.message()
            : String.valueOf(failure);
    LOG.warn(
        "Event {} of rule {} did not reach target {}: {}",
        delivery.eventId(),
        delivery.rule().name(),
        delivery.target().arn(),
        reason);
    return tell(FAILED, delivery, task, "reason", reason);
  }

  /** Whether a refusal may be over later. */
  static boolean mayPass(ServiceError error) {
    return error.status() >= 500 && error.status() != 501
        || error.status() == 429
        || error.code().contains("Throttl")
        || error.code().contains("TooManyRequests")
        || error.code().contains("LimitExceeded");
  }

  /** What the target made of it, for the trace. */
  private String send(Delivery delivery, String traceId) {
    Target target = delivery.target();
    return switch (Targets.kind(target)) {
      case STATE_MACHINE -> startExecution(delivery, target, traceId);
      case FUNCTION -> {
        Dispatcher.Origin origin =
            new Dispatcher.Origin(
                new Caller.Service(account, PRINCIPAL, delivery.rule().arn(account)),
                delivery.rule().bus().region(),
                traceId);
        InvocationRequest request =
            InvocationRequest.builder()
                .functionName(target.arn())
                .invocationType("Event")
                .payload(delivery.input().getBytes(StandardCharsets.UTF_8))
                .build();
        dispatcher.dispatch(LambdaService.INVOKE, request, origin);
        yield target.arn();
      }
    };
  }

  private String startExecution(Delivery delivery, Target target, String traceId) {
    Caller caller =
        dispatcher.assume(String.valueOf(target.roleArn()), PRINCIPAL, delivery.eventId());
    String name =
        delivery.eventId() + "_" + EventSource.id(delivery.rule().arn(account) + "/" + target.id());
    try {
      return dispatcher
          .dispatch(
              StepfunctionsService.START_EXECUTION,
              StartExecutionInput.builder()
                  .stateMachineArn(target.arn())
                  .name(name)
                  .input(delivery.input())
                  .build(),
              new Dispatcher.Origin(caller, delivery.rule().bus().region(), traceId))
          .executionArn();
    } catch (ServiceError e) {
      if (e.code().equals("ExecutionAlreadyExists")) {
        return target.arn().replace(":stateMachine:", ":execution:") + ":" + name;
      }
      throw e;
    }
  }

  private Completion tell(String kind, Delivery delivery, Task task, String member, String value) {
    Instant now = clock.instant();
    ObjectNode body = Json.object();
    body.put("eventId", delivery.eventId());
    body.put("rule", delivery.rule().arn(account));
    body.put("target", delivery.target().arn());
    body.put("targetId", delivery.target().id());
    body.put(member, value);
    return tx ->
        tx.publish(
            new NewFact(
                kind,
                1,
                now,
                delivery.rule().bus().region(),
                delivery.rule().arn(account),
                PRINCIPAL,
                task.traceId(),
                Json.write(body)));
  }
}

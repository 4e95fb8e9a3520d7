package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tarn.api.lambda.DestinationConfig;
import io.tarn.api.lambda.FunctionEventInvokeConfig;
import io.tarn.functions.sandbox.Outcome;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs asynchronous invocations. A function that fails is tried again after one minute and once
 * more after two; one that is throttled waits, up to the event's age. Then the event goes to the
 * destination, if there is one. Source: AWS Lambda Developer Guide, "How Lambda handles errors and
 * retries with asynchronous invocation".
 */
final class EventTasks implements TaskHandler {
  private static final Logger log = LoggerFactory.getLogger(EventTasks.class);
  private static final int RETRIES = 2;
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final Lambda lambda;
  private final Invoker invoker;
  private final InstantSource clock;

  EventTasks(Lambda lambda, Invoker invoker, InstantSource clock) {
    this.lambda = requireNonNull(lambda, "lambda is null");
    this.invoker = requireNonNull(invoker, "invoker is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** What came of one try. */
  private record Try(@Nullable Outcome outcome, String version, Optional<ServiceError> refusal) {
    boolean succeeded() {
      return outcome != null && outcome.functionError().isEmpty();
    }
  }

  @Override
  public Completion run(Task task) {
    EventTask event = EventTask.read(task.body(), task.traceId());
    Optional<FunctionEventInvokeConfig> config = config(event);
    Instant oldest =
        event
            .received()
            .plusSeconds(
                config
                    .map(FunctionEventInvokeConfig::maximumEventAgeInSeconds)
                    .orElse(lambda.limits().eventAgeMax()));
    if (clock.instant().isAfter(oldest)) {
      return end(event, new Try(null, "", Optional.empty()), "EventAgeExceeded", config);
    }
    Try result = attempt(event);
    if (result.succeeded()) {
      return end(event, result, "Success", config);
    }
    if (result.refusal().map(e -> e.status() == 429).orElse(false)) {
      EventTask later = event.throttled();
      Duration wait = Duration.ofSeconds(1L << Math.min(10, event.waits()));
      return again(later, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
    int retries = config.map(FunctionEventInvokeConfig::maximumRetryAttempts).orElse(RETRIES);
    boolean gone =
        result.refusal().map(e -> e.code().equals(LambdaError.NOT_FOUND.code())).orElse(false);
    if (event.tries() < retries && !gone) {
      return again(event.failed(), FIRST_RETRY.multipliedBy(event.tries() + 1L));
    }
    return end(event, result, "RetriesExhausted", config);
  }

  private Optional<FunctionEventInvokeConfig> config(EventTask event) {
    FunctionName name = event.name();
    return lambda
        .ledger()
        .read(
            tx ->
                FunctionRows.eventConfig(
                    tx, name.region(), name.name(), name.qualifier().orElse(FunctionName.LATEST)));
  }

  private Try attempt(EventTask event) {
    try {
      Invoker.Result result = invoker.invoke(event.name(), event.invocation());
      return new Try(result.outcome(), result.version(), Optional.empty());
    } catch (ServiceError e) {
      log.info("{} did not run: {}", event.name().qualifiedArn(), e.message());
      return new Try(null, "", Optional.of(e));
    }
  }

  private Completion again(EventTask event, Duration wait) {
    NewTask next = event.due(clock.instant().plus(wait));
    return tx -> tx.schedule(next);
  }

  private Completion end(
      EventTask event, Try result, String condition, Optional<FunctionEventInvokeConfig> config) {
    Optional<String> destination =
        config
            .map(FunctionEventInvokeConfig::destinationConfig)
            .flatMap(each -> destination(each, result.succeeded()));
    if (destination.isEmpty()) {
      if (!result.succeeded()) {
        log.warn(
            "The event {} for {} is given up: {}",
            event.requestId(),
            event.name().qualifiedArn(),
            condition);
      }
      return tx -> {};
    }
    ObjectNode body = Tags.JSON.createObjectNode();
    body.put("destination", destination.get())
        .put("region", event.name().region())
        .put("account", event.name().account())
        .put("name", event.name().name())
        .set("record", record(event, result, condition));
    NewTask delivery =
        new NewTask(
            Deliveries.KIND,
            event.requestId(),
            clock.instant(),
            5,
            Duration.ofSeconds(10),
            event.traceId(),
            body.toString());
    return tx -> tx.schedule(delivery);
  }

  private static Optional<String> destination(DestinationConfig config, boolean success) {
    if (success) {
      return Optional.ofNullable(config.onSuccess()).map(each -> each.destination());
    }
    return Optional.ofNullable(config.onFailure()).map(each -> each.destination());
  }

  private ObjectNode record(EventTask event, Try result, String condition) {
    ObjectNode record = Tags.JSON.createObjectNode();
    record.put("version", "1.0").put("timestamp", clock.instant().toString());
    record
        .putObject("requestContext")
        .put("requestId", event.requestId())
        .put("functionArn", event.name().qualifiedArn())
        .put("condition", condition)
        .put("approximateInvokeCount", event.tries() + (result.outcome() == null ? 0 : 1));
    record.putRawValue("requestPayload", raw(event.payload()));
    Outcome outcome = result.outcome();
    if (outcome != null) {
      ObjectNode context = record.putObject("responseContext");
      context.put("statusCode", 200).put("executedVersion", result.version());
      outcome.functionError().ifPresent(error -> context.put("functionError", error));
      record.putRawValue("responsePayload", raw(outcome.payload()));
    }
    return record;
  }

  private static RawValue raw(byte[] json) {
    return new RawValue(json.length == 0 ? "null" : new String(json, StandardCharsets.UTF_8));
  }
}

package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.lambda.InvocationResponse;
import io.tarn.api.stepfunctions.StartExecutionInput;
import io.tarn.api.stepfunctions.StartExecutionOutput;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import io.tarn.ledger.NewFact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A real ledger with this room, and two operations to deliver to: StartExecution and Invoke, which
 * keep what they got. The clock goes on by itself and can be moved.
 */
final class TestingLake implements Dispatcher, AutoCloseable {
  static final String ACCOUNT = "000000000000";
  static final String REGION = "eu-west-3";
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** One delivery as its target saw it. */
  record Seen(String operation, String target, String name, JsonNode input, Origin origin) {}

  /** What happens before a delivery is taken. */
  interface Gate {
    void pass(String operation) throws InterruptedException;
  }

  final LocalLedger ledger;
  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final List<String> tried = new CopyOnWriteArrayList<>();
  volatile Gate gate = operation -> {};
  private final Ids ids = new Ids(new Random(5));
  private final Map<String, Operation<?, ?>> operations = new ConcurrentHashMap<>();
  private volatile Duration ahead = Duration.ZERO;

  TestingLake(Path directory) {
    InstantSource clock = this::now;
    ledger = LocalLedger.open(directory, clock, Limits.standard());
    EventsRoom room = new EventsRoom(ledger, this, clock, ACCOUNT);
    room.prepare();
    for (Operation<?, ?> operation : room.operations()) {
      operations.put(operation.model().name(), operation);
    }
  }

  TestingLake start() {
    ledger.start();
    return this;
  }

  Instant now() {
    return Instant.now().plus(ahead);
  }

  void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  @SuppressWarnings("unchecked")
  <I extends Structure, O extends Structure> O call(OperationModel<I, O> model, I input) {
    Operation<I, O> operation = (Operation<I, O>) operations.get(model.name());
    if (operation == null) {
      throw new IllegalStateException(model.name());
    }
    Call call =
        new Call(
            new Caller.Root(ACCOUNT),
            ACCOUNT,
            REGION,
            ids.uuid(),
            "trace-call",
            now(),
            ids,
            new Call.Transport(
                "127.0.0.1",
                false,
                "test",
                "http://localhost",
                Optional.empty(),
                Optional.empty()));
    operation.access().of(input, call);
    return operation.apply(input, call);
  }

  /** What the store writes when an object arrives or goes. */
  void object(String kind, String bucket, String key, boolean notified, String traceId) {
    ObjectNode detail = Json.object().put("version", "0");
    detail.putObject("bucket").put("name", bucket);
    detail.putObject("object").put("key", key).put("size", 214);
    detail.put("eventBridge", notified);
    Instant at = now();
    ledger.commit(
        tx -> {
          tx.publish(
              new NewFact(
                  kind,
                  1,
                  at,
                  REGION,
                  "arn:aws:s3:::" + bucket + "/" + key,
                  "arn:aws:iam::000000000000:root",
                  traceId,
                  Json.write(detail)));
          return true;
        });
  }

  void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  long facts(String kind) {
    return ledger.facts(0, 1000).stream().filter(fact -> fact.kind().equals(kind)).count();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I extends Structure, O extends Structure> O dispatch(
      OperationModel<I, O> operation, I input, Origin origin) {
    tried.add(operation.name());
    try {
      gate.pass(operation.name());
    } catch (InterruptedException e) {
      throw new IllegalStateException("the lake is closing", e);
    }
    if (input instanceof StartExecutionInput start) {
      JsonNode body = Json.parseOwn(String.valueOf(start.input()));
      String name = String.valueOf(start.name());
      seen.add(new Seen("StartExecution", start.stateMachineArn(), name, body, origin));
      return (O)
          StartExecutionOutput.builder()
              .executionArn(start.stateMachineArn() + ":" + name)
              .startDate(now())
              .build();
    }
    if (input instanceof InvocationRequest invoke) {
      byte[] payload = invoke.payload() == null ? new byte[0] : invoke.payload();
      JsonNode body = Json.parseOwn(new String(payload, StandardCharsets.UTF_8));
      seen.add(
          new Seen(
              "Invoke",
              invoke.functionName(),
              String.valueOf(invoke.invocationType()),
              body,
              origin));
      return (O) InvocationResponse.builder().statusCode(202).build();
    }
    throw new ServiceError("NotImplemented", 501, operation.name());
  }

  @Override
  public JsonNode dispatch(String service, String operation, JsonNode input, Origin origin) {
    throw new ServiceError("NotImplemented", 501, operation);
  }

  @Override
  public Caller assume(String roleArn, String servicePrincipal, String sessionName) {
    if (roleArn.endsWith("/stranger")) {
      throw new ServiceError("AccessDenied", 403, servicePrincipal + " may not assume " + roleArn);
    }
    return new Caller.RoleSession(
        ACCOUNT, servicePrincipal, "/", "AROA", sessionName, List.of(), Map.of());
  }

  @Override
  public void close() {
    ledger.close();
  }
}

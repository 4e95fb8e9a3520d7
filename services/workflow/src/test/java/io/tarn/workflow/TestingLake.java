package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.StructureJson;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
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
 * A real ledger with this room, and a dispatcher to operations that a test registers by name; calls
 * of stepfunctions go to the room itself. Its clock goes on by itself and can be moved.
 */
final class TestingLake implements Dispatcher, AutoCloseable {
  static final String ACCOUNT = "000000000000";
  static final String REGION = "eu-west-3";
  static final String ROLE = "arn:aws:iam::000000000000:role/states";
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** An operation of some other room. */
  interface Service {
    JsonNode apply(JsonNode input, Origin origin) throws InterruptedException;
  }

  final LocalLedger ledger;
  final List<String> dispatched = new CopyOnWriteArrayList<>();
  final Map<String, Service> services = new ConcurrentHashMap<>();
  private final Ids ids = new Ids(new Random(11));
  private final Map<String, Operation<?, ?>> operations = new ConcurrentHashMap<>();
  private volatile Duration ahead = Duration.ZERO;
  volatile boolean trusted = true;

  private TestingLake(Path directory) {
    InstantSource clock = () -> Instant.now().plus(ahead);
    Limits limits = Limits.standard();
    ledger = LocalLedger.open(directory, clock, limits);
    WorkflowRoom room = new WorkflowRoom(ledger, this, clock, ids, ACCOUNT);
    room.prepare();
    for (Operation<?, ?> operation : room.operations()) {
      operations.put(operation.model().name(), operation);
    }
  }

  static TestingLake open(Path directory) {
    return new TestingLake(directory);
  }

  TestingLake start() {
    ledger.start();
    return this;
  }

  void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  Instant now() {
    return Instant.now().plus(ahead);
  }

  Call call(String traceId) {
    return new Call(
        new Caller.Root(ACCOUNT),
        ACCOUNT,
        REGION,
        ids.uuid(),
        traceId,
        now(),
        ids,
        new Call.Transport(
            "127.0.0.1", false, "test", "http://localhost", Optional.empty(), Optional.empty()));
  }

  @SuppressWarnings("unchecked")
  <I extends Structure, O extends Structure> O call(OperationModel<I, O> model, I input) {
    Operation<I, O> operation = (Operation<I, O>) operations.get(model.name());
    if (operation == null) {
      throw new ServiceError("NotImplemented", 501, model.name());
    }
    Call call = call("trace-1");
    operation.access().of(input, call);
    return operation.apply(input, call);
  }

  /** Waits until a condition holds, or fails. */
  void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Override
  public <I extends Structure, O extends Structure> O dispatch(
      OperationModel<I, O> operation, I input, Origin origin) {
    return call(operation, input);
  }

  @Override
  public JsonNode dispatch(String service, String operation, JsonNode input, Origin origin) {
    String name = service + "." + operation;
    dispatched.add(name);
    Operation<?, ?> own = operations.get(operation);
    if (service.equals("stepfunctions") && own != null) {
      return StructureJson.toNode(apply(own, input, call(origin.traceId())));
    }
    Service found = services.get(name);
    if (found == null) {
      throw new ServiceError("NotImplemented", 501, name + " is not implemented");
    }
    try {
      return found.apply(input, origin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Json.object();
    }
  }

  private static <I extends Structure, O extends Structure> O apply(
      Operation<I, O> operation, JsonNode input, Call call) {
    StructureBuilder builder = operation.model().input().newBuilder();
    StructureJson.fromNode(input, builder);
    @SuppressWarnings("unchecked")
    I structure = (I) builder.build();
    return operation.apply(structure, call);
  }

  @Override
  public Caller assume(String roleArn, String servicePrincipal, String sessionName) {
    if (!trusted) {
      throw new ServiceError("AccessDenied", 403, servicePrincipal + " may not assume " + roleArn);
    }
    return new Caller.RoleSession(ACCOUNT, "states", "/", "AROA", sessionName, List.of(), Map.of());
  }

  @Override
  public void close() {
    ledger.close();
  }
}

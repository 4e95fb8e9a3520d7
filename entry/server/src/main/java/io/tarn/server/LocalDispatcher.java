package io.tarn.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.api.StructureJson;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** New calls from inside: through the same gate as those off the wire, and counted like them. */
final class LocalDispatcher implements Dispatcher {
  /** Takes a role in a service's name; the identity room decides. */
  interface RoleTaker {
    Caller assume(String roleArn, String servicePrincipal, String sessionName);
  }

  private final String account;
  private final Ids ids;
  private final InstantSource clock;
  private final Supplier<String> endpoint;
  private final RoleTaker roles;
  private final Gate gate;
  private final Metrics metrics;
  private volatile @Nullable OperationTable operations;

  LocalDispatcher(
      String account,
      Ids ids,
      InstantSource clock,
      Supplier<String> endpoint,
      RoleTaker roles,
      Gate gate,
      Metrics metrics) {
    this.account = account;
    this.ids = ids;
    this.clock = clock;
    this.endpoint = endpoint;
    this.roles = roles;
    this.gate = gate;
    this.metrics = metrics;
  }

  /** Rooms are built with the dispatcher, and the table from the rooms: it comes last. */
  void connect(OperationTable table) {
    operations = table;
  }

  @Override
  public <I extends Structure, O extends Structure> O dispatch(
      OperationModel<I, O> operation, I input, Origin origin) {
    return run(find(operation), input, origin);
  }

  @Override
  public JsonNode dispatch(String service, String operation, JsonNode input, Origin origin) {
    ServiceModel model = Services.find(service);
    if (model == null) {
      throw notImplemented(service, operation);
    }
    String name = operation.substring(0, 1).toUpperCase(Locale.ROOT) + operation.substring(1);
    OperationModel<?, ?> known = model.find(name);
    if (known == null) {
      throw notImplemented(service, name);
    }
    return dispatchJson(known, input, origin);
  }

  private <I extends Structure, O extends Structure> JsonNode dispatchJson(
      OperationModel<I, O> model, JsonNode input, Origin origin) {
    @SuppressWarnings("unchecked") // A schema's builder builds the model's own input.
    I structure = (I) StructureJson.fromNode(input, model.input().newBuilder()).build();
    return StructureJson.toNode(run(find(model), structure, origin));
  }

  private <I extends Structure, O extends Structure> O run(
      Operation<I, O> operation, I input, Origin origin) {
    long start = System.nanoTime();
    int status = 500;
    try {
      O output = gate.pass(operation, input, call(origin));
      status = 200;
      return output;
    } catch (ServiceError e) {
      status = e.status();
      throw e;
    } finally {
      metrics.answered(
          operation.model().service(), operation.model().name(), status, System.nanoTime() - start);
    }
  }

  private Call call(Origin origin) {
    Optional<String> via =
        origin.caller() instanceof Caller.Service service
            ? Optional.of(service.principal())
            : Optional.empty();
    Call.Transport transport =
        new Call.Transport("127.0.0.1", true, "tarn", endpoint.get(), Optional.empty(), via);
    return new Call(
        origin.caller(),
        account,
        origin.region(),
        ids.uuid(),
        origin.traceId(),
        clock.instant(),
        ids,
        transport);
  }

  private <I extends Structure, O extends Structure> Operation<I, O> find(
      OperationModel<I, O> model) {
    return requireNonNull(operations, "the dispatcher is not connected yet").require(model);
  }

  static ServiceError notImplemented(String service, String operation) {
    return new ServiceError(
        "NotImplemented",
        501,
        "The operation " + service + ":" + operation + " is not implemented by this lake");
  }

  @Override
  public Caller assume(String roleArn, String servicePrincipal, String sessionName) {
    return roles.assume(roleArn, servicePrincipal, sessionName);
  }
}

package io.tarn.server;

import io.tarn.api.Authorizer;
import io.tarn.api.Operation;
import io.tarn.events.EventsRoom;
import io.tarn.identity.IdentityRoom;
import io.tarn.identity.Settings;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import io.tarn.protocol.Requests;
import io.tarn.store.LocalBlobStore;
import io.tarn.store.StoreRoom;
import io.tarn.workflow.WorkflowRoom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Every room, built by constructor in the order of the ground plan. */
final class Wiring implements AutoCloseable {
  private final Ledger ledger;
  private final IdentityRoom identity;
  private final StoreRoom store;
  private final WorkflowRoom workflow;
  private final EventsRoom events;
  private final OperationTable operations;
  private final Pipeline pipeline;

  private Wiring(
      Ledger ledger,
      IdentityRoom identity,
      StoreRoom store,
      WorkflowRoom workflow,
      EventsRoom events,
      OperationTable operations,
      Pipeline pipeline) {
    this.ledger = ledger;
    this.identity = identity;
    this.store = store;
    this.workflow = workflow;
    this.events = events;
    this.operations = operations;
    this.pipeline = pipeline;
  }

  /**
   * @param endpoint the lake's own URL for its children, known once the listener stands
   */
  static Wiring build(
      Configuration configuration, InstantSource clock, Ids ids, Supplier<String> endpoint) {
    Path data = configuration.dataDirectory();
    String account = configuration.text(Setting.SERVER_ACCOUNT);
    Ledger ledger = LocalLedger.open(data, clock, Limits.standard());
    IdentityRoom identity = new IdentityRoom(ledger, Settings.of(account), ids, clock);
    Authorizer authorizer = identity.authorizer();
    Metrics metrics = new Metrics();
    Gate gate = new Gate(authorizer);
    LocalDispatcher dispatcher =
        new LocalDispatcher(account, ids, clock, endpoint, identity::assume, gate, metrics);

    StoreRoom store =
        new StoreRoom(
            ledger,
            authorizer,
            new LocalBlobStore(data.resolve("blobs"), LocalBlobStore.Quota.none()),
            data.resolve("cache"),
            clock,
            io.tarn.store.Limits.standard());
    WorkflowRoom workflow = new WorkflowRoom(ledger, dispatcher, clock, ids, account);
    EventsRoom events = new EventsRoom(ledger, dispatcher, clock, account);

    List<Operation<?, ?>> all = new ArrayList<>();
    all.addAll(identity.operations());
    all.addAll(store.operations());
    all.addAll(workflow.operations());
    all.addAll(events.operations());
    OperationTable operations = new OperationTable(all);
    dispatcher.connect(operations);
    Admission admission = new Admission(configuration.number(Setting.SERVER_REQUESTS_AT_ONCE));
    metrics.gauge("tarn_requests_under_way", admission::underWay);
    Pipeline pipeline =
        new Pipeline(
            account,
            configuration.text(Setting.SERVER_REGION),
            new Requests(List.of("localhost", configuration.text(Setting.SERVER_HOST))),
            ids,
            clock,
            new Doorkeeper(identity, clock),
            gate,
            operations,
            new OwnPages(ledger, metrics, authorizer),
            metrics,
            admission,
            configuration.optional(Setting.SERVER_TLS_CERT).isPresent());
    return new Wiring(ledger, identity, store, workflow, events, operations, pipeline);
  }

  /** Migrations, subscriptions and task handlers, before the ledger starts. */
  void prepare() {
    identity.prepare();
    store.prepare();
    workflow.prepare();
    events.prepare();
  }

  /** Begins to feed subscribers and to run tasks. */
  void start() {
    ledger.start();
  }

  IdentityRoom identity() {
    return identity;
  }

  OperationTable operations() {
    return operations;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public void close() {
    ledger.close();
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The store did not close in order", e);
    }
    identity.close();
  }
}

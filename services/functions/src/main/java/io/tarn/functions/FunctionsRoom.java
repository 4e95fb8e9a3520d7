package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.SessionIssuer;
import io.tarn.functions.sandbox.CodeStore;
import io.tarn.functions.sandbox.LogShipper;
import io.tarn.functions.sandbox.PythonRuntime;
import io.tarn.functions.sandbox.PythonSettings;
import io.tarn.functions.sandbox.Pythons;
import io.tarn.functions.sandbox.SandboxLimits;
import io.tarn.functions.sandbox.SandboxPool;
import io.tarn.functions.sandbox.SandboxStarter;
import io.tarn.kernel.Ids;
import io.tarn.kernel.LogSink;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.processes.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Functions: their code, settings and invocation. Source: AWS Lambda API Reference and Developer
 * Guide. Thread-safe.
 */
public final class FunctionsRoom implements AutoCloseable {
  private static final int PURGES_AT_ONCE = 2;
  private static final int DELIVERIES_AT_ONCE = 8;

  private final Ledger ledger;
  private final InstantSource clock;
  private final CodeStore code;
  private final Pythons pythons;
  private final LogSink logs;
  private final SandboxLimits sandboxLimits;
  private final Children children;
  private final SessionIssuer sessions;
  private final Dispatcher dispatcher;
  private final Path runtimes;
  private final Supplier<String> endpoint;
  private final Ids ids;
  private final Limits limits;
  private @Nullable LogShipper shipper;
  private @Nullable SandboxPool pool;
  private @Nullable Lambda lambda;

  /**
   * Where the room keeps its files.
   *
   * @param packages durable, in the data directory
   * @param cache unpacked code, may be deleted at any time
   * @param runtimes what interpreters read at their start
   */
  public record Directories(Path packages, Path cache, Path runtimes) {
    /** The usual places in a data directory. */
    public static Directories in(Path data) {
      return new Directories(
          data.resolve("functions"),
          data.resolve("cache").resolve("functions"),
          data.resolve("runtimes").resolve("python"));
    }
  }

  /**
   * What can be set.
   *
   * @param python which Pythons may run functions
   * @param sandboxes how many processes and how long
   * @param limits Lambda's quotas
   */
  public record Settings(PythonSettings python, SandboxLimits sandboxes, Limits limits) {
    public static Settings of(PythonSettings python) {
      return new Settings(python, SandboxLimits.DEFAULT, Limits.DEFAULT);
    }
  }

  /**
   * @param endpoint the lake's own URL as a child process on this machine reaches it; asked when a
   *     sandbox starts
   */
  public FunctionsRoom(
      Ledger ledger,
      Dispatcher dispatcher,
      SessionIssuer sessions,
      LogSink logs,
      Children children,
      Directories directories,
      Settings settings,
      Supplier<String> endpoint,
      InstantSource clock,
      Ids ids) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.dispatcher = requireNonNull(dispatcher, "dispatcher is null");
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.logs = requireNonNull(logs, "logs is null");
    this.children = requireNonNull(children, "children is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.ids = requireNonNull(ids, "ids is null");
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.runtimes = directories.runtimes();
    this.limits = settings.limits();
    this.sandboxLimits = settings.sandboxes();
    this.code = new CodeStore(directories.packages(), directories.cache());
    this.pythons = new Pythons(settings.python(), children);
  }

  /** Before {@link Ledger#start}; also removes packages that no function names. */
  public void prepare() throws IOException {
    ledger.migrate("functions");
    Set<String> named = new TreeSet<>(ledger.<List<String>>read(FunctionRows::packages));
    code.keepOnly(named);
    LogShipper lines = new LogShipper(logs);
    SandboxStarter starter =
        new SandboxStarter(
            children,
            pythons,
            code,
            sessions,
            lines,
            sandboxLimits,
            runtimes,
            endpoint,
            ids,
            clock);
    SandboxPool sandboxes = new SandboxPool(starter, sandboxLimits);
    Lambda shared = new Lambda(ledger, code, sandboxes, sessions, dispatcher, limits);
    shipper = lines;
    pool = sandboxes;
    lambda = shared;
    ledger.handle(
        EventTask.KIND, limits.eventsAtOnce(), new EventTasks(shared, new Invoker(shared), clock));
    ledger.handle(Deliveries.KIND, DELIVERIES_AT_ONCE, new Deliveries(shared));
    ledger.handle(Lambda.PURGE, PURGES_AT_ONCE, this::purge);
  }

  private TaskHandler.Completion purge(Task task) throws IOException {
    if (!ledger.read(tx -> FunctionRows.isUsed(tx, task.key()))) {
      code.remove(task.key());
    }
    return tx -> {};
  }

  /** The Pythons of this machine that can run functions, those with boto3 first. */
  public List<PythonRuntime> runtimes() {
    return pythons.list();
  }

  /** Waits until every line that functions have printed is durable. */
  public void flushLogs() {
    if (shipper != null) {
      shipper.flush();
    }
  }

  /** After {@link #prepare}. */
  public List<Operation<?, ?>> operations() {
    Lambda shared = requireNonNull(lambda, "prepare comes first");
    return List.of(
        new AddPermission(shared),
        new CreateAlias(shared),
        new CreateFunction(shared),
        new DeleteAlias(shared),
        new DeleteFunction(shared),
        new DeleteFunctionConcurrency(shared),
        new DeleteLayerVersion(shared),
        new GetAccountSettings(shared),
        new GetAlias(shared),
        new GetFunction(shared),
        new GetFunctionCodeSigningConfig(shared),
        new GetFunctionConcurrency(shared),
        new GetFunctionConfiguration(shared),
        new GetFunctionEventInvokeConfig(shared),
        new GetLayerVersion(shared),
        new GetPolicy(shared),
        new Invoke(shared),
        new InvokeWithResponseStream(shared),
        new ListAliases(shared),
        new ListFunctions(shared),
        new ListLayerVersions(shared),
        new ListLayers(shared),
        new ListTags(shared),
        new ListVersionsByFunction(shared),
        new PublishLayerVersion(shared),
        new PublishVersion(shared),
        new PutFunctionConcurrency(shared),
        new PutFunctionEventInvokeConfig(shared),
        new RemovePermission(shared),
        new TagResource(shared),
        new UntagResource(shared),
        new UpdateAlias(shared),
        new UpdateFunctionCode(shared),
        new UpdateFunctionConfiguration(shared));
  }

  /** Ends all sandboxes; their last lines are written. */
  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
    if (shipper != null) {
      shipper.close();
    }
  }
}

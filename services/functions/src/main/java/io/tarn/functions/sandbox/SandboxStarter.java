package io.tarn.functions.sandbox;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.SessionIssuer;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.processes.Child;
import io.tarn.processes.ChildCommand;
import io.tarn.processes.ChildLimits;
import io.tarn.processes.Children;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Starts sandboxes: finds the interpreter, unpacks the code, gets keys, makes the environment. */
public final class SandboxStarter {
  private static final Duration SESSION = Duration.ofHours(6);
  private static final int OPEN_FILES = 1024;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  /**
   * Writable memory beyond the function's own limit: interpreters reserve what they never touch,
   * and the resident limit is the one that AWS names.
   */
  private static final long DATA_SLACK = 512L << 20;

  private final Children children;
  private final Pythons pythons;
  private final CodeStore code;
  private final SessionIssuer sessions;
  private final LogShipper shipper;
  private final SandboxLimits limits;
  private final Path runtimeDirectory;
  private final Supplier<String> endpoint;
  private final Ids ids;
  private final InstantSource clock;

  /**
   * @param runtimeDirectory where the bootstrap is put for the interpreters to read
   * @param endpoint the lake's own URL as a child on this machine reaches it
   */
  public SandboxStarter(
      Children children,
      Pythons pythons,
      CodeStore code,
      SessionIssuer sessions,
      LogShipper shipper,
      SandboxLimits limits,
      Path runtimeDirectory,
      Supplier<String> endpoint,
      Ids ids,
      InstantSource clock) {
    this.children = requireNonNull(children, "children is null");
    this.pythons = requireNonNull(pythons, "pythons is null");
    this.code = requireNonNull(code, "code is null");
    this.sessions = requireNonNull(sessions, "sessions is null");
    this.shipper = requireNonNull(shipper, "shipper is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.runtimeDirectory = requireNonNull(runtimeDirectory, "runtimeDirectory is null");
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.ids = requireNonNull(ids, "ids is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * @throws ServiceError InvalidRuntimeException when this machine lacks the runtime;
   *     AccessDeniedException when the role cannot be assumed
   */
  Sandbox start(SandboxSpec spec, ScheduledExecutorService timers) throws IOException {
    PythonRuntime python = python(spec);
    SessionIssuer.TemporaryKeys keys = keys(spec);
    Path root = code.unpacked(spec.code());
    List<Path> layers = new ArrayList<>();
    for (String layer : spec.layers()) {
      layers.addFirst(code.unpacked(layer));
    }
    Path directory = children.makeDirectory();
    String stream = DAY.format(clock.instant()) + "/[" + spec.version() + "]" + ids.hex(16);
    Map<String, String> environment = environment(spec, python, keys, root, directory, stream);
    long memory = (long) spec.memoryMegabytes() << 20;
    Child child =
        children.start(
            new ChildCommand(
                List.of(
                    python.executable().toString(),
                    "-S",
                    "-s",
                    "-E",
                    "-X",
                    "utf8",
                    bootstrap().toString()),
                environment,
                directory,
                new ChildLimits(
                    memory,
                    2 * memory + DATA_SLACK,
                    (long) spec.storageMegabytes() << 20,
                    OPEN_FILES,
                    Optional.empty())));
    String mark = "\0" + ids.hex(16) + " ";
    SandboxOutput output =
        new SandboxOutput(
            mark, limits.lineMax(), clock, shipper, spec.region(), spec.logGroup(), stream);
    Sandbox sandbox = new Sandbox(spec, child, output, limits, timers, clock, keys.expiration());
    sandbox.load(init(spec, python, root, layers, mark));
    return sandbox;
  }

  private PythonRuntime python(SandboxSpec spec) {
    return pythons
        .find(spec.runtime())
        .orElseThrow(
            () -> {
              String here =
                  pythons.list().stream()
                      .map(PythonRuntime::name)
                      .collect(Collectors.joining(", "));
              return new ServiceError(
                  "InvalidRuntimeException",
                  502,
                  "The runtime %s of function %s is not on this machine, which has %s: install it or change the function's runtime"
                      .formatted(spec.runtime(), spec.name(), here.isEmpty() ? "none" : here));
            });
  }

  private SessionIssuer.TemporaryKeys keys(SandboxSpec spec) {
    try {
      return sessions.issue(
          spec.role(),
          "lambda.amazonaws.com",
          spec.name(),
          SESSION,
          Map.of("aws:SourceArn", List.of(spec.function())));
    } catch (ServiceError e) {
      throw new ServiceError(
          "AccessDeniedException",
          403,
          "The role defined for the function cannot be assumed by Lambda. Role: " + spec.role());
    }
  }

  private Map<String, String> environment(
      SandboxSpec spec,
      PythonRuntime python,
      SessionIssuer.TemporaryKeys keys,
      Path root,
      Path directory,
      String stream)
      throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    all.put("LANG", "en_US.UTF-8");
    all.put("TZ", ":UTC");
    all.put("HOME", directory.toString());
    all.put("TMPDIR", directory.toString());
    all.put("AWS_ENDPOINT_URL", endpoint.get());
    all.put("AWS_EC2_METADATA_DISABLED", "true");
    all.putAll(spec.environment());
    all.put("_HANDLER", spec.handler());
    all.put("AWS_REGION", spec.region());
    all.put("AWS_DEFAULT_REGION", spec.region());
    all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + python.name());
    all.put("AWS_LAMBDA_FUNCTION_NAME", spec.name());
    all.put("AWS_LAMBDA_FUNCTION_VERSION", spec.version());
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(spec.memoryMegabytes()));
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", spec.logGroup());
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", stream);
    all.put("AWS_ACCESS_KEY_ID", keys.accessKeyId());
    all.put("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey());
    all.put("AWS_SESSION_TOKEN", keys.sessionToken());
    all.put("LAMBDA_TASK_ROOT", root.toString());
    all.put("LAMBDA_RUNTIME_DIR", runtimeDirectory.toString());
    return all;
  }

  private static ObjectNode init(
      SandboxSpec spec, PythonRuntime python, Path root, List<Path> layers, String mark) {
    ObjectNode init = JsonNodeFactory.instance.objectNode();
    init.put("mark", mark).put("handler", spec.handler()).put("root", root.toString());
    ArrayNode path = init.putArray("path").add(root.toString());
    for (String entry : spec.environment().getOrDefault("PYTHONPATH", "").split(":")) {
      if (!entry.isEmpty()) {
        path.add(entry);
      }
    }
    ArrayNode places = init.putArray("places");
    places.addArray().add(root.toString()).add("/var/task");
    for (Path layer : layers) {
      path.add(layer + "/python/lib/" + python.name() + "/site-packages").add(layer + "/python");
      places.addArray().add(layer.toString()).add("/opt");
    }
    python.path().forEach(path::add);
    return init;
  }

  private synchronized Path bootstrap() throws IOException {
    Path file = runtimeDirectory.resolve("bootstrap.py").toAbsolutePath();
    if (!written) {
      Files.createDirectories(runtimeDirectory);
      try (InputStream source =
          requireNonNull(
              SandboxStarter.class.getResourceAsStream("bootstrap.py"),
              "bootstrap.py is missing from the jar")) {
        Files.copy(source, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      written = true;
    }
    return file;
  }

  private boolean written;
}

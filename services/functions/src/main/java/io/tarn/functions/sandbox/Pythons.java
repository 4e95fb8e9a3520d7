package io.tarn.functions.sandbox;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.processes.Child;
import io.tarn.processes.ChildCommand;
import io.tarn.processes.ChildLimits;
import io.tarn.processes.Children;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Pythons of this machine. Each is asked once for its version, because a name proves nothing:
 * pyenv's {@code python3.12} may be a shim that only says that it is not chosen.
 */
public final class Pythons {
  private static final Logger log = LoggerFactory.getLogger(Pythons.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RUNTIME = Pattern.compile("python3\\.(\\d{1,2})");
  private static final int THREADS = 4;
  private static final int OLDEST = 8;
  private static final int NEWEST = 15;
  private static final int ANSWER_MAX = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String QUESTION =
      """
      import sys, json, importlib.util
      print(json.dumps({"version": list(sys.version_info[:3]), "executable": sys.executable,
        "path": [p for p in sys.path if p], "boto3": importlib.util.find_spec("boto3") is not None}))
      """;

  private final PythonSettings settings;
  private final Children children;
  private final Map<Path, Optional<PythonRuntime>> asked = new ConcurrentHashMap<>();
  private final Map<String, PythonRuntime> found = new ConcurrentHashMap<>();

  public Pythons(PythonSettings settings, Children children) {
    this.settings = requireNonNull(settings, "settings is null");
    this.children = requireNonNull(children, "children is null");
  }

  /** Whether AWS's name of a runtime is a Python at all. */
  public static boolean isPython(String runtime) {
    return RUNTIME.matcher(runtime).matches();
  }

  /**
   * The Python of exactly this version; with {@link PythonSettings#fallback} any other when there
   * is none. One that is missing is looked for again at every call: it may be installed meanwhile.
   */
  public Optional<PythonRuntime> find(String runtime) {
    PythonRuntime known = found.get(runtime);
    if (known != null) {
      return Optional.of(known);
    }
    Matcher matcher = RUNTIME.matcher(runtime);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<PythonRuntime> exact = exact(runtime, "3." + matcher.group(1) + ".");
    if (exact.isPresent()) {
      found.put(runtime, exact.get());
      return exact;
    }
    if (settings.fallback()) {
      Optional<PythonRuntime> other = list().stream().findFirst();
      other.ifPresent(
          python -> log.warn("{} is not here: {} takes its place", runtime, python.executable()));
      return other;
    }
    return Optional.empty();
  }

  /** The chosen program if it is of this version, else the first with boto3, else the first. */
  private Optional<PythonRuntime> exact(String runtime, String versionPrefix) {
    Optional<PythonRuntime> first = Optional.empty();
    for (Path candidate : candidates(List.of(runtime, "python3"), versionPrefix)) {
      Optional<PythonRuntime> python = ask(candidate).filter(each -> each.name().equals(runtime));
      boolean chosen = settings.executable().filter(candidate::equals).isPresent();
      if (python.isPresent() && (chosen || python.get().hasBoto3())) {
        return python;
      }
      first = first.or(() -> python);
    }
    return first;
  }

  /** Every Python that can run functions, one a version, those with boto3 first, newest first. */
  public List<PythonRuntime> list() {
    List<String> names = new ArrayList<>();
    names.add("python3");
    for (int minor = OLDEST; minor <= NEWEST; minor++) {
      names.add("python3." + minor);
    }
    Map<String, PythonRuntime> byName = new LinkedHashMap<>();
    for (Optional<PythonRuntime> answer : askAll(candidates(names, "3."))) {
      answer.ifPresent(python -> byName.putIfAbsent(python.name(), python));
    }
    return byName.values().stream()
        .filter(python -> minor(python) >= OLDEST)
        .sorted(
            java.util.Comparator.comparing(PythonRuntime::hasBoto3)
                .thenComparing(Pythons::minor)
                .reversed())
        .toList();
  }

  private static int minor(PythonRuntime python) {
    return Integer.parseInt(python.name().substring("python3.".length()));
  }

  private List<Path> candidates(List<String> names, String versionPrefix) {
    List<Path> paths = new ArrayList<>();
    settings.executable().ifPresent(paths::add);
    for (String name : names) {
      for (Path folder : settings.search().folders()) {
        paths.add(folder.resolve(name));
      }
    }
    settings
        .search()
        .pyenvVersions()
        .filter(Files::isDirectory)
        .ifPresent(versions -> paths.addAll(pyenv(versions, versionPrefix)));
    return paths.stream().filter(Files::isExecutable).distinct().toList();
  }

  private static List<Path> pyenv(Path versions, String prefix) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(versions, prefix + "*")) {
      folders.forEach(folder -> paths.add(folder.resolve("bin").resolve("python3")));
    } catch (IOException e) {
      log.debug("{} cannot be listed: {}", versions, e.toString());
    }
    return paths;
  }

  /** In the order of the candidates; not on the common pool, which others need meanwhile. */
  private List<Optional<PythonRuntime>> askAll(List<Path> candidates) {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      return candidates.stream()
          .map(candidate -> threads.submit(() -> ask(candidate)))
          .toList()
          .stream()
          .map(Pythons::result)
          .toList();
    }
  }

  private static Optional<PythonRuntime> result(Future<Optional<PythonRuntime>> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A Python could not be asked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<PythonRuntime> ask(Path candidate) {
    return asked.computeIfAbsent(candidate, this::askNow);
  }

  private Optional<PythonRuntime> askNow(Path candidate) {
    Map<String, String> environment =
        Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    ChildLimits limits = new ChildLimits(0, 0, 0, 0, Optional.of(PATIENCE));
    try {
      Child child =
          children.start(
              new ChildCommand(
                  List.of(candidate.toString(), "-c", QUESTION),
                  environment,
                  Path.of("/"),
                  limits));
      byte[] answer = child.output().readNBytes(ANSWER_MAX);
      if (child.exit().join().code() != 0) {
        return Optional.empty();
      }
      return read(JSON.readTree(new String(answer, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      log.debug("{} is no Python: {}", candidate, e.toString());
      return Optional.empty();
    }
  }

  private Optional<PythonRuntime> read(JsonNode answer) {
    JsonNode version = answer.path("version");
    if (version.path(0).asInt() != 3) {
      return Optional.empty();
    }
    List<String> path = new ArrayList<>();
    answer.path("path").forEach(entry -> path.add(entry.asText()));
    settings.libraries().forEach(library -> path.add(library.toString()));
    boolean boto3 =
        answer.path("boto3").asBoolean()
            || settings.libraries().stream().anyMatch(each -> Files.exists(each.resolve("boto3")));
    return Optional.of(
        new PythonRuntime(
            "python3." + version.path(1).asInt(),
            Path.of(answer.path("executable").asText()),
            "3." + version.path(1).asInt() + "." + version.path(2).asInt(),
            path,
            boto3));
  }
}

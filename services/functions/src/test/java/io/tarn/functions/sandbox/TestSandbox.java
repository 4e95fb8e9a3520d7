package io.tarn.functions.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.processes.Children;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSandbox {
  private static final String ARN = "arn:aws:lambda:eu-west-3:000000000000:function:f";

  @TempDir static Path shared;
  @TempDir Path directory;
  private final TestingLogSink sink = new TestingLogSink();
  private final Ids ids = new Ids(new Random(7));
  private final LogShipper shipper = new LogShipper(sink);
  private Children children = new Children(Path.of("unused"), "x", "x");
  private CodeStore code = new CodeStore(shared, shared);
  private String runtime = "";
  private SandboxPool pool = pool(SandboxLimits.DEFAULT);
  private int requests;

  @BeforeEach
  void open() {
    children = new Children(directory.resolve("scratch"), "lake-" + System.nanoTime(), "run1");
    code = new CodeStore(directory.resolve("code"), directory.resolve("cache"));
    Optional<PythonRuntime> python = TestingPython.find();
    assumeTrue(python.isPresent(), "no python3 on this machine");
    runtime = python.get().name();
    pool = pool(SandboxLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    pool.close();
    children.close();
    shipper.close();
  }

  private SandboxPool pool(SandboxLimits limits) {
    SandboxStarter starter =
        new SandboxStarter(
            children,
            new Pythons(TestingPython.settings(), children),
            code,
            new TestingSessions(),
            shipper,
            limits,
            shared.resolve("runtime"),
            () -> "http://127.0.0.1:4566",
            ids,
            InstantSource.system());
    return new SandboxPool(starter, limits);
  }

  @Test
  void answersWithWhatTheHandlerReturns() throws Exception {
    SandboxSpec spec = spec("def handler(event, context):\n  return {'got': event, 'ü': 1.5}\n");
    Outcome outcome = invoke(spec, "{\"a\": [1, null]}");
    assertThat(outcome.functionError()).isEmpty();
    assertThat(json(outcome)).isEqualTo(json("{\"got\": {\"a\": [1, null]}, \"ü\": 1.5}"));
  }

  @Test
  void printsStartEndAndReport() throws Exception {
    SandboxSpec spec =
        spec(
            """
            import logging, sys
            logger = logging.getLogger()
            logger.setLevel(logging.INFO)
            def handler(event, context):
              print("one"); print("err", file=sys.stderr); logger.info("two\\nlines")
              print("no line end", end="")
            """);
    Outcome outcome = invoke(spec, "{}");
    shipper.flush();
    List<String> lines = sink.messages();
    assertThat(lines.get(0)).isEqualTo("START RequestId: r1 Version: $LATEST");
    assertThat(lines.subList(1, 3)).containsExactly("one", "err");
    assertThat(lines.get(3)).matches("\\[INFO]\t\\d{4}-.*Z\tr1\ttwo\nlines");
    assertThat(lines.get(4)).isEqualTo("no line end");
    assertThat(lines.get(5)).isEqualTo("END RequestId: r1");
    assertThat(lines.get(6))
        .matches(
            "REPORT RequestId: r1\tDuration: [0-9.]+ ms\tBilled Duration: \\d+ ms\t"
                + "Memory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [0-9.]+ ms\t\n"
                + "XRAY TraceId: 1-trace");
    assertThat(outcome.logTail()).isEqualTo(String.join("\n", lines) + "\n");
    TestingLogSink.Entry entry = sink.entries().getFirst();
    assertThat(entry.region()).isEqualTo("eu-west-3");
    assertThat(entry.group()).isEqualTo("/aws/lambda/f");
    assertThat(entry.stream()).matches("\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST][0-9a-f]{32}");
  }

  @Test
  void keepsTheSandboxWarm() throws Exception {
    SandboxSpec spec =
        spec(
            "import os\n"
                + "n = 0\n"
                + "def handler(e, c):\n"
                + "  global n\n"
                + "  n += 1\n"
                + "  return [n, os.getpid()]");
    JsonNode first = json(invoke(spec, "{}"));
    JsonNode second = json(invoke(spec, "{}"));
    assertThat(first.get(0).asInt()).isEqualTo(1);
    assertThat(second.get(0).asInt()).isEqualTo(2);
    assertThat(second.get(1)).isEqualTo(first.get(1));
    assertThat(pool.living()).isEqualTo(1);
    pool.retire(ARN);
    assertThat(pool.living()).isZero();
    assertThat(json(invoke(spec, "{}")).get(0).asInt()).isEqualTo(1);
  }

  @Test
  void hasTheEnvironmentAndTheContextOfLambda() throws Exception {
    SandboxSpec spec =
        spec(
            """
            import os
            def handler(event, context):
              return {"env": dict(os.environ), "arn": context.invoked_function_arn,
                "id": context.aws_request_id, "name": context.function_name,
                "memory": context.memory_limit_in_mb, "group": context.log_group_name,
                "stream": context.log_stream_name, "left": context.get_remaining_time_in_millis(),
                "version": context.function_version, "cwd": os.getcwd(),
                "custom": context.client_context.custom}
            """);
    Invocation call =
        new Invocation(
            "r9",
            ARN + ":prod",
            "1-trace",
            Optional.of("{\"custom\": {\"k\": \"v\"}}"),
            new byte[0]);
    JsonNode answer = json(pool.invoke(spec, OptionalInt.empty(), call));
    assertThat(answer.path("arn").asText()).isEqualTo(ARN + ":prod");
    assertThat(answer.path("id").asText()).isEqualTo("r9");
    assertThat(answer.path("name").asText()).isEqualTo("f");
    assertThat(answer.path("memory").asText()).isEqualTo("128");
    assertThat(answer.path("left").asInt()).isBetween(1, 3000);
    assertThat(answer.path("custom").path("k").asText()).isEqualTo("v");
    JsonNode env = answer.path("env");
    assertThat(env.path("AWS_ACCESS_KEY_ID").asText()).isEqualTo("ASIATESTING");
    assertThat(env.path("AWS_SECRET_ACCESS_KEY").asText()).isEqualTo("secret-of-worker");
    assertThat(env.path("AWS_SESSION_TOKEN").asText()).isEqualTo("token");
    assertThat(env.path("AWS_REGION").asText()).isEqualTo("eu-west-3");
    assertThat(env.path("AWS_DEFAULT_REGION").asText()).isEqualTo("eu-west-3");
    assertThat(env.path("AWS_LAMBDA_FUNCTION_VERSION").asText()).isEqualTo("$LATEST");
    assertThat(env.path("AWS_ENDPOINT_URL").asText()).isEqualTo("http://127.0.0.1:4566");
    assertThat(env.path("_X_AMZN_TRACE_ID").asText()).isEqualTo("Root=1-trace");
    assertThat(env.path("_HANDLER").asText()).isEqualTo("app.handler");
    assertThat(env.path("TZ").asText()).isEqualTo(":UTC");
    assertThat(env.path("MINE").asText()).isEqualTo("yes");
    assertThat(env.path("LAMBDA_TASK_ROOT").asText()).isEqualTo(answer.path("cwd").asText());
  }

  @Test
  void showsAnExceptionAsLambdaDoes() throws Exception {
    SandboxSpec spec =
        spec("class Odd(Exception): pass\n\ndef handler(event, context):\n  raise Odd('so odd')\n");
    Outcome outcome = invoke(spec, "{}");
    assertThat(outcome.functionError()).contains("Unhandled");
    assertThat(json(outcome))
        .isEqualTo(
            json(
                """
                {"errorMessage": "so odd", "errorType": "Odd", "requestId": "r1", "stackTrace":
                ["  File \\"/var/task/app.py\\", line 4, in handler\\n    raise Odd('so odd')\\n"]}
                """));
    assertThat(outcome.logTail())
        .contains("[ERROR] Odd: so odd\nTraceback (most recent call last)");
    assertThat(invoke(spec, "{}").functionError()).contains("Unhandled");
    assertThat(pool.living()).isEqualTo(1);
  }

  @Test
  void namesWhatCannotBeLoaded() throws Exception {
    assertThat(error(spec("import nothing_like_this\n")))
        .isEqualTo(
            "Runtime.ImportModuleError: Unable to import module 'app': No module named"
                + " 'nothing_like_this'");
    assertThat(error(spec("x = 1\n")))
        .isEqualTo("Runtime.HandlerNotFound: Handler 'handler' missing on module 'app'");
    assertThat(error(spec("def handler(:\n"))).startsWith("Runtime.UserCodeSyntaxError: Syntax");
    assertThat(error(spec("raise ValueError('at load')\n"))).isEqualTo("ValueError: at load");
    assertThat(error(spec("def handler(e, c): return {1, 2}\n")))
        .isEqualTo(
            "Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON"
                + " serializable");
  }

  @Test
  void namesHowTheProcessEnded() throws Exception {
    assertThat(error(spec("import os\ndef handler(e, c): os._exit(3)\n")))
        .matches(
            "Runtime.ExitError: RequestId: r\\d Error: Runtime exited with error: exit status 3");
    assertThat(error(spec("import sys\nsys.exit(0)\n")))
        .matches(
            "Runtime.ExitError: RequestId: r\\d Error: Runtime exited without providing a reason");
    assertThat(error(spec("import os, signal\ndef handler(e, c): os.kill(os.getpid(), 11)\n")))
        .endsWith("signal: segmentation fault");
    assertThat(pool.living()).isZero();
  }

  @Test
  void endsAtItsTimeout() throws Exception {
    SandboxSpec spec =
        with(
            spec("import time\ndef handler(e, c):\n  print('before')\n  time.sleep(60)\n"), 128, 1);
    Outcome outcome = invoke(spec, "{}");
    assertThat(json(outcome).path("errorType").asText()).isEqualTo("Sandbox.Timedout");
    assertThat(json(outcome).path("errorMessage").asText())
        .isEqualTo("RequestId: r1 Error: Task timed out after 1.00 seconds");
    assertThat(outcome.logTail())
        .contains("before\n", "Z r1 Task timed out after 1.00 seconds", "Duration: 1000.00 ms");
    assertThat(pool.living()).isZero();
  }

  @Test
  void endsWhenItPassesItsMemory() throws Exception {
    SandboxSpec spec = spec("def handler(e, c):\n  x = b'x' * (250 << 20)\n  while True: pass\n");
    Outcome outcome = invoke(with(spec, 128, 30), "{}");
    assertThat(json(outcome).path("errorType").asText()).isEqualTo("Runtime.OutOfMemory");
    assertThat(outcome.logTail()).contains("Max Memory Used: 128 MB");
  }

  @Test
  void importsFromLayers() throws Exception {
    code.save("layer1", Zips.of("python/shared_thing.py", "WHERE = 'first'\n"));
    code.save("layer2", Zips.of("python/shared_thing.py", "WHERE = 'second'\n"));
    SandboxSpec spec = spec("import shared_thing\ndef handler(e, c): return shared_thing.WHERE\n");
    assertThat(json(invoke(withLayers(spec, List.of("layer1", "layer2")), "{}")).asText())
        .isEqualTo("second");
  }

  @Test
  void throttlesBeyondTheReservedConcurrencyAndThePlaces() throws Exception {
    SandboxSpec spec = spec("def handler(e, c): return 1\n");
    assertThatThrownBy(() -> pool.invoke(spec, OptionalInt.of(0), call("{}")))
        .isInstanceOf(Throttled.class)
        .hasMessage("ReservedFunctionConcurrentInvocationLimitExceeded");
    pool.close();
    pool = pool(new SandboxLimits(0, 0, Duration.ofMinutes(1), Duration.ofSeconds(10), 100, 1000));
    assertThatThrownBy(() -> pool.invoke(spec, OptionalInt.empty(), call("{}")))
        .hasMessage("ConcurrentInvocationLimitExceeded");
  }

  @Test
  void startsASandboxAheadOfTheFirstCall() throws Exception {
    SandboxSpec spec = spec("import os\ndef handler(e, c): return os.getpid()\n");
    pool.startAhead(spec).get();
    assertThat(pool.living()).isEqualTo(1);
    Outcome outcome = invoke(spec, "{}");
    assertThat(outcome.functionError()).isEmpty();
    assertThat(outcome.logTail()).contains("Init Duration: ");
    assertThat(pool.living()).isEqualTo(1);
    assertThat(error(aheadOf(spec("raise ValueError('at load')\n"))))
        .isEqualTo("ValueError: at load");
    pool.startAhead(withRuntime(spec, "python3.99")).get();
    assertThat(pool.living()).isEqualTo(1);
  }

  private SandboxSpec aheadOf(SandboxSpec spec) throws Exception {
    pool.startAhead(spec).get();
    return spec;
  }

  @Test
  void makesRoomByEndingTheOldestIdleSandbox() throws Exception {
    pool.close();
    pool = pool(new SandboxLimits(1, 0, Duration.ofMinutes(1), Duration.ofSeconds(10), 100, 1000));
    assertThat(json(invoke(spec("def handler(e, c): return 1\n"), "{}")).asInt()).isEqualTo(1);
    assertThat(json(invoke(spec("def handler(e, c): return 2\n"), "{}")).asInt()).isEqualTo(2);
    assertThat(pool.living()).isEqualTo(1);
    assertThat(error(spec("def handler(e, c): return 'x' * 200\n")))
        .startsWith("Function.ResponseSizeTooLarge");
  }

  @Test
  void refusesARuntimeThatIsNotHereByName() throws Exception {
    SandboxSpec there = spec("def handler(e, c): return 1\n");
    SandboxSpec missing = withRuntime(there, "python3.99");
    assertThatThrownBy(() -> invoke(missing, "{}"))
        .isInstanceOfSatisfying(
            ServiceError.class, e -> assertThat(e.code()).isEqualTo("InvalidRuntimeException"))
        .hasMessageContaining("python3.99")
        .hasMessageContaining(runtime);
    assertThat(pool.living()).isZero();
  }

  private String error(SandboxSpec spec) throws Exception {
    Outcome outcome = invoke(spec, "{}");
    assertThat(outcome.functionError()).contains("Unhandled");
    return json(outcome).path("errorType").asText()
        + ": "
        + json(outcome).path("errorMessage").asText();
  }

  private Outcome invoke(SandboxSpec spec, String payload) throws Exception {
    return pool.invoke(spec, OptionalInt.empty(), call(payload));
  }

  private Invocation call(String payload) {
    requests++;
    return new Invocation(
        "r" + requests, ARN, "1-trace", Optional.empty(), payload.getBytes(UTF_8));
  }

  private SandboxSpec spec(String python) throws Exception {
    String id = ids.hex(8);
    code.save(id, Zips.of("app.py", python));
    Map<String, String> environment = new HashMap<>(Map.of("MINE", "yes"));
    return new SandboxSpec(
        ARN + "/" + id,
        "eu-west-3",
        ARN,
        "f",
        "$LATEST",
        runtime,
        "app.handler",
        "arn:aws:iam::000000000000:role/worker",
        128,
        3,
        512,
        environment,
        id,
        List.of(),
        "/aws/lambda/f");
  }

  private static SandboxSpec with(SandboxSpec s, int memory, int timeout) {
    return new SandboxSpec(
        s.key(),
        s.region(),
        s.function(),
        s.name(),
        s.version(),
        s.runtime(),
        s.handler(),
        s.role(),
        memory,
        timeout,
        s.storageMegabytes(),
        s.environment(),
        s.code(),
        s.layers(),
        s.logGroup());
  }

  private static SandboxSpec withLayers(SandboxSpec s, List<String> layers) {
    return new SandboxSpec(
        s.key(),
        s.region(),
        s.function(),
        s.name(),
        s.version(),
        s.runtime(),
        s.handler(),
        s.role(),
        s.memoryMegabytes(),
        s.timeoutSeconds(),
        s.storageMegabytes(),
        s.environment(),
        s.code(),
        layers,
        s.logGroup());
  }

  private static SandboxSpec withRuntime(SandboxSpec s, String runtime) {
    return new SandboxSpec(
        s.key(),
        s.region(),
        s.function(),
        s.name(),
        s.version(),
        runtime,
        s.handler(),
        s.role(),
        s.memoryMegabytes(),
        s.timeoutSeconds(),
        s.storageMegabytes(),
        s.environment(),
        s.code(),
        s.layers(),
        s.logGroup());
  }

  private static JsonNode json(Outcome outcome) throws Exception {
    return Frame.JSON.readTree(outcome.payload());
  }

  private static JsonNode json(String text) throws Exception {
    return Frame.JSON.readTree(text);
  }
}

package io.tarn.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.Access;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.lambda.AddPermissionRequest;
import io.tarn.api.lambda.CreateAliasRequest;
import io.tarn.api.lambda.CreateFunctionRequest;
import io.tarn.api.lambda.DeleteFunctionRequest;
import io.tarn.api.lambda.DeleteLayerVersionRequest;
import io.tarn.api.lambda.DestinationConfig;
import io.tarn.api.lambda.Environment;
import io.tarn.api.lambda.EphemeralStorage;
import io.tarn.api.lambda.FunctionCode;
import io.tarn.api.lambda.FunctionConfiguration;
import io.tarn.api.lambda.GetFunctionRequest;
import io.tarn.api.lambda.GetPolicyRequest;
import io.tarn.api.lambda.GetPolicyResponse;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.lambda.InvocationResponse;
import io.tarn.api.lambda.LayerVersionContentInput;
import io.tarn.api.lambda.ListFunctionsRequest;
import io.tarn.api.lambda.ListFunctionsResponse;
import io.tarn.api.lambda.ListVersionsByFunctionRequest;
import io.tarn.api.lambda.ListVersionsByFunctionResponse;
import io.tarn.api.lambda.OnFailure;
import io.tarn.api.lambda.PublishLayerVersionRequest;
import io.tarn.api.lambda.PublishLayerVersionResponse;
import io.tarn.api.lambda.PublishVersionRequest;
import io.tarn.api.lambda.PutFunctionEventInvokeConfigRequest;
import io.tarn.api.lambda.RemovePermissionRequest;
import io.tarn.api.lambda.UpdateFunctionCodeRequest;
import io.tarn.api.lambda.UpdateFunctionConfigurationRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.functions.sandbox.PythonRuntime;
import io.tarn.functions.sandbox.SandboxLimits;
import io.tarn.functions.sandbox.TestingLogSink;
import io.tarn.functions.sandbox.TestingPython;
import io.tarn.functions.sandbox.TestingSessions;
import io.tarn.functions.sandbox.Zips;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.LocalLedger;
import io.tarn.processes.Children;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFunctions {
  private static final String REGION = "eu-west-3";
  private static final String ACCOUNT = "000000000000";
  private static final String ARN = "arn:aws:lambda:eu-west-3:000000000000:function:";
  private static final String ROLE = "arn:aws:iam::000000000000:role/worker";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final Ids ids = new Ids(new Random(11));
  private final TestingLogSink sink = new TestingLogSink();
  private final Map<String, byte[]> objects = new HashMap<>();
  private volatile Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private final Map<String, Operation<?, ?>> operations = new HashMap<>();
  private @Nullable Lake opened;

  private Lake lake() {
    return requireNonNull(opened);
  }

  /** Ledger, children and room: opened again in the middle of a test to look at what is durable. */
  private final class Lake {
    final LocalLedger ledger =
        LocalLedger.open(directory.resolve("data"), clock, io.tarn.ledger.Limits.standard());
    final Children children =
        new Children(directory.resolve("scratch"), "lake-" + System.nanoTime(), "run1");
    final FunctionsRoom room =
        new FunctionsRoom(
            ledger,
            new TestingDispatcher(),
            new TestingSessions(),
            sink,
            children,
            FunctionsRoom.Directories.in(directory.resolve("data")),
            new FunctionsRoom.Settings(
                TestingPython.settings(), SandboxLimits.DEFAULT, Limits.DEFAULT),
            () -> "http://127.0.0.1:4566",
            clock,
            ids);

    void close() {
      room.close();
      children.close();
      ledger.close();
    }
  }

  /** S3 and a lambda to send records to. */
  private final class TestingDispatcher implements Dispatcher {
    @Override
    @SuppressWarnings("unchecked")
    public <I extends Structure, O extends Structure> O dispatch(
        OperationModel<I, O> operation, I input, Origin origin) {
      GetObjectRequest request = (GetObjectRequest) input;
      byte[] bytes = objects.get(request.bucket() + "/" + request.key());
      if (bytes == null) {
        throw new ServiceError("NoSuchKey", 404, "The specified key does not exist.");
      }
      return (O) GetObjectOutput.builder().body(Body.of(bytes)).build();
    }

    @Override
    public JsonNode dispatch(String service, String operation, JsonNode input, Origin origin) {
      InvocationRequest request =
          io.tarn.api.StructureJson.fromNode(input, InvocationRequest.builder()).build();
      return io.tarn.api.StructureJson.toNode(call("Invoke", request));
    }

    @Override
    public Caller assume(String roleArn, String servicePrincipal, String sessionName) {
      return new Caller.Service(ACCOUNT, servicePrincipal);
    }
  }

  @BeforeEach
  void open() throws Exception {
    opened = new Lake();
    lake().room.prepare();
    lake().ledger.start();
    operations.clear();
    lake().room.operations().forEach(each -> operations.put(each.model().name(), each));
  }

  @AfterEach
  void close() {
    lake().close();
  }

  private Call newCall() {
    return new Call(
        new Caller.Root(ACCOUNT),
        ACCOUNT,
        REGION,
        ids.uuid(),
        "1-00000000-000000000000000000000000",
        clock.instant(),
        ids,
        new Call.Transport(
            "127.0.0.1",
            false,
            "test",
            "http://127.0.0.1:4566",
            Optional.empty(),
            Optional.empty()));
  }

  @SuppressWarnings("unchecked")
  private <O> O call(String operation, Structure input) {
    Operation<Structure, Structure> found =
        (Operation<Structure, Structure>) requireNonNull(operations.get(operation), operation);
    return (O) found.apply(input, newCall());
  }

  @SuppressWarnings("unchecked")
  private List<Access> accesses(String operation, Structure input) {
    Operation<Structure, Structure> found =
        (Operation<Structure, Structure>) requireNonNull(operations.get(operation), operation);
    return found.access().of(input, newCall());
  }

  private static CreateFunctionRequest.Builder request(String name, String python) {
    return CreateFunctionRequest.builder()
        .functionName(name)
        .runtime(TestingPython.find().map(PythonRuntime::name).orElse("python3.12"))
        .handler("app.handler")
        .role(ROLE)
        .code(FunctionCode.builder().zipFile(Zips.of("app.py", python)).build());
  }

  private FunctionConfiguration create(String name, String python) {
    return call("CreateFunction", request(name, python).build());
  }

  private InvocationResponse invoke(String name, String payload) {
    return call(
        "Invoke",
        InvocationRequest.builder()
            .functionName(name)
            .logType("Tail")
            .payload(payload.getBytes(UTF_8))
            .build());
  }

  private static void needsPython() {
    assumeTrue(TestingPython.find().isPresent(), "no python3 on this machine");
  }

  private static void refused(ThrowingCall call, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServiceError.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  /** A call that may throw. */
  private interface ThrowingCall {
    void run() throws Exception;
  }

  @Test
  void createsWithAwsDefaults() throws Exception {
    byte[] zip = Zips.of("app.py", "x");
    FunctionConfiguration made = create("f", "x");
    assertThat(made.functionArn()).isEqualTo(ARN + "f");
    assertThat(made.timeout()).isEqualTo(3);
    assertThat(made.memorySize()).isEqualTo(128);
    assertThat(made.ephemeralStorage()).isEqualTo(EphemeralStorage.builder().size(512).build());
    assertThat(made.architectures()).containsExactly("x86_64");
    assertThat(made.version()).isEqualTo("$LATEST");
    assertThat(made.state()).isEqualTo("Active");
    assertThat(made.codeSize()).isEqualTo(zip.length);
    byte[] sha = java.security.MessageDigest.getInstance("SHA-256").digest(zip);
    assertThat(made.codeSha256()).isEqualTo(Base64.getEncoder().encodeToString(sha));
    assertThat(made.lastModified())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");
  }

  @Test
  void isThereAfterARestart() throws Exception {
    needsPython();
    create("f", "def handler(e, c): return e['n'] + 1\n");
    lake().close();
    open();
    assertThat(new String(invoke("f", "{\"n\": 41}").payload(), UTF_8)).isEqualTo("42");
  }

  @Test
  void answersAndTellsTheLog() {
    needsPython();
    create("f", "def handler(e, c):\n  print('working')\n  return {'status': 'Success'}\n");
    InvocationResponse answer = invoke("f", "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.functionError()).isNull();
    assertThat(answer.executedVersion()).isEqualTo("$LATEST");
    assertThat(new String(answer.payload(), UTF_8)).isEqualTo("{\"status\": \"Success\"}");
    String log = new String(Base64.getDecoder().decode(answer.logResult()), UTF_8);
    assertThat(log).startsWith("START RequestId: ").contains("working\nEND RequestId: ");
    lake().room.flushLogs();
    assertThat(sink.entries()).allMatch(entry -> entry.group().equals("/aws/lambda/f"));
  }

  @Test
  void refusesNamesAwsRefuses() {
    refused(() -> create("f".repeat(65), "x"), "ValidationException", "less than or equal to 64");
    refused(() -> create("a b", "x"), "ValidationException", "[a-zA-Z0-9-_]+");
    create("f", "x");
    refused(() -> create("f", "x"), "ResourceConflictException", "Function already exist: f");
    refused(
        () -> call("GetFunction", GetFunctionRequest.builder().functionName("g").build()),
        "ResourceNotFoundException",
        "Function not found: " + ARN + "g");
  }

  @Test
  void refusesReservedKeysTimeoutsAndWhatIsNotThere() {
    Environment reserved =
        Environment.builder().variables(Map.of("AWS_SESSION_TOKEN", "x", "OK", "y")).build();
    refused(
        () -> call("CreateFunction", request("f", "x").environment(reserved).build()),
        "InvalidParameterValueException",
        "Reserved keys used in this request: AWS_SESSION_TOKEN");
    refused(
        () -> call("CreateFunction", request("f", "x").timeout(901).build()),
        "ValidationException",
        "less than or equal to 900");
    refused(
        () -> call("CreateFunction", request("f", "x").packageType("Image").build()),
        "NotImplemented",
        "PackageType Image");
    FunctionCode nonsense = FunctionCode.builder().zipFile("no zip".getBytes(UTF_8)).build();
    refused(
        () -> call("CreateFunction", request("f", "x").code(nonsense).build()),
        "InvalidParameterValueException",
        "Could not unzip uploaded file");
    refused(
        () ->
            call(
                "CreateFunction",
                request("f", "x").role("arn:aws:iam::000000000000:role/untrusting").build()),
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.");
    ListFunctionsResponse none = call("ListFunctions", ListFunctionsRequest.builder().build());
    assertThat(none.functions()).isEmpty();
  }

  @Test
  void asksForTheRoleItPassesOn() {
    List<Access> asked = accesses("CreateFunction", request("f", "x").build());
    assertThat(asked)
        .containsExactly(
            Access.of("lambda:CreateFunction", ARN + "f"),
            Access.of("iam:PassRole", ROLE)
                .withContext("iam:PassedToService", "lambda.amazonaws.com"));
  }

  @Test
  void takesCodeFromABucket() {
    needsPython();
    objects.put("code/app.zip", Zips.of("app.py", "def handler(e, c): return 'from s3'\n"));
    FunctionCode code = FunctionCode.builder().s3Bucket("code").s3Key("app.zip").build();
    call("CreateFunction", request("f", "x").code(code).build());
    assertThat(new String(invoke("f", "{}").payload(), UTF_8)).isEqualTo("\"from s3\"");
    FunctionCode missing = FunctionCode.builder().s3Bucket("code").s3Key("no.zip").build();
    refused(
        () -> call("CreateFunction", request("g", "x").code(missing).build()),
        "InvalidParameterValueException",
        "S3 Error Code: NoSuchKey");
  }

  @Test
  void runsTheNewCodeAfterAnUpdateAndRemovesTheOld() throws Exception {
    needsPython();
    create("f", "def handler(e, c): return 1\n");
    assertThat(new String(invoke("f", "{}").payload(), UTF_8)).isEqualTo("1");
    call(
        "UpdateFunctionCode",
        UpdateFunctionCodeRequest.builder()
            .functionName(ARN + "f")
            .zipFile(Zips.of("app.py", "import os\ndef handler(e, c): return os.environ['K']\n"))
            .build());
    call(
        "UpdateFunctionConfiguration",
        UpdateFunctionConfigurationRequest.builder()
            .functionName("f")
            .environment(Environment.builder().variables(Map.of("K", "v")).build())
            .build());
    assertThat(new String(invoke("f", "").payload(), UTF_8)).isEqualTo("\"v\"");
    Path packages = directory.resolve("data").resolve("functions");
    await(() -> count(packages) == 1);
    call("DeleteFunction", DeleteFunctionRequest.builder().functionName("f").build());
    await(() -> count(packages) == 0);
    refused(() -> invoke("f", "{}"), "ResourceNotFoundException", "Function not found");
  }

  @Test
  void publishesVersionsAndAliases() {
    needsPython();
    create("f", "def handler(e, c): return [1, c.function_version, c.invoked_function_arn]\n");
    PublishVersionRequest publish = PublishVersionRequest.builder().functionName("f").build();
    FunctionConfiguration one = call("PublishVersion", publish);
    assertThat(one.version()).isEqualTo("1");
    assertThat(one.functionArn()).isEqualTo(ARN + "f:1");
    FunctionConfiguration same = call("PublishVersion", publish);
    assertThat(same.version()).isEqualTo("1");
    call(
        "CreateAlias",
        CreateAliasRequest.builder().functionName("f").name("prod").functionVersion("1").build());
    call(
        "UpdateFunctionCode",
        UpdateFunctionCodeRequest.builder()
            .functionName("f")
            .zipFile(Zips.of("app.py", "def handler(e, c): return 2\n"))
            .publish(true)
            .build());
    assertThat(new String(invoke("f", "{}").payload(), UTF_8)).isEqualTo("2");
    assertThat(new String(invoke(ARN + "f:prod", "{}").payload(), UTF_8))
        .isEqualTo("[1, \"1\", \"" + ARN + "f:prod\"]");
    assertThat(invoke("f:2", "{}").executedVersion()).isEqualTo("2");
    ListVersionsByFunctionResponse versions =
        call(
            "ListVersionsByFunction",
            ListVersionsByFunctionRequest.builder().functionName("f").build());
    assertThat(versions.versions())
        .extracting(FunctionConfiguration::version)
        .containsExactly("$LATEST", "1", "2");
    refused(
        () ->
            call(
                "DeleteFunction",
                DeleteFunctionRequest.builder().functionName("f").qualifier("1").build()),
        "ResourceConflictException",
        "prod");
  }

  @Test
  void keepsTheResourcePolicy() throws Exception {
    create("f", "x");
    AddPermissionRequest add =
        AddPermissionRequest.builder()
            .functionName("f")
            .statementId("s3")
            .action("lambda:InvokeFunction")
            .principal("s3.amazonaws.com")
            .sourceArn("arn:aws:s3:::lake")
            .sourceAccount(ACCOUNT)
            .build();
    call("AddPermission", add);
    refused(() -> call("AddPermission", add), "ResourceConflictException", "The statement id (s3)");
    GetPolicyResponse policy =
        call("GetPolicy", GetPolicyRequest.builder().functionName("f").build());
    assertThat(JSON.readTree(policy.policy()))
        .isEqualTo(
            JSON.readTree(
                """
                {"Version": "2012-10-17", "Id": "default", "Statement": [{"Sid": "s3",
                "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                "Action": "lambda:InvokeFunction",
                "Resource": "arn:aws:lambda:eu-west-3:000000000000:function:f",
                "Condition": {"StringEquals": {"AWS:SourceAccount": "000000000000"},
                "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::lake"}}}]}
                """));
    InvocationRequest invoke = InvocationRequest.builder().functionName("f").build();
    assertThat(accesses("Invoke", invoke).getFirst().resourcePolicy()).contains(policy.policy());
    call(
        "RemovePermission",
        RemovePermissionRequest.builder().functionName("f").statementId("s3").build());
    assertThat(accesses("Invoke", invoke).getFirst().resourcePolicy()).isEmpty();
  }

  @Test
  void retriesAnEventTwiceAndSendsItsRecord() throws Exception {
    needsPython();
    create("bad", "def handler(e, c):\n  print('try')\n  raise ValueError(e['x'])\n");
    create("after", "import json\ndef handler(e, c):\n  print('RECORD ' + json.dumps(e))\n");
    call(
        "PutFunctionEventInvokeConfig",
        PutFunctionEventInvokeConfigRequest.builder()
            .functionName("bad")
            .destinationConfig(
                DestinationConfig.builder()
                    .onFailure(OnFailure.builder().destination(ARN + "after").build())
                    .build())
            .build());
    InvocationResponse accepted =
        call(
            "Invoke",
            InvocationRequest.builder()
                .functionName("bad")
                .invocationType("Event")
                .payload("{\"x\": \"boo\"}".getBytes(UTF_8))
                .build());
    assertThat(accepted.statusCode()).isEqualTo(202);
    Instant begin = now;
    await(() -> passing(Duration.ofSeconds(5), () -> reports("bad") == 3));
    assertThat(Duration.between(begin, now)).isGreaterThanOrEqualTo(Duration.ofMinutes(3));
    await(() -> lines("after").stream().anyMatch(line -> line.startsWith("RECORD ")));
    String record =
        lines("after").stream()
            .filter(line -> line.startsWith("RECORD "))
            .findFirst()
            .orElseThrow();
    JsonNode json = JSON.readTree(record.substring("RECORD ".length()));
    assertThat(json.path("requestContext").path("condition").asText())
        .isEqualTo("RetriesExhausted");
    assertThat(json.path("requestContext").path("approximateInvokeCount").asInt()).isEqualTo(3);
    assertThat(json.path("requestPayload").path("x").asText()).isEqualTo("boo");
    assertThat(json.path("responsePayload").path("errorType").asText()).isEqualTo("ValueError");
    assertThat(lines("bad")).filteredOn(line -> line.equals("try")).hasSize(3);
  }

  @Test
  void importsFromPublishedLayers() {
    needsPython();
    PublishLayerVersionResponse layer =
        call(
            "PublishLayerVersion",
            PublishLayerVersionRequest.builder()
                .layerName("tmdb")
                .content(
                    LayerVersionContentInput.builder()
                        .zipFile(Zips.of("python/tmdbv3api/__init__.py", "PAGES = 100\n"))
                        .build())
                .build());
    String arn = requireNonNull(layer.layerVersionArn());
    assertThat(arn).isEqualTo("arn:aws:lambda:eu-west-3:000000000000:layer:tmdb:1");
    call(
        "CreateFunction",
        request("f", "import tmdbv3api\ndef handler(e, c): return tmdbv3api.PAGES\n")
            .layers(List.of(arn))
            .build());
    call(
        "DeleteLayerVersion",
        DeleteLayerVersionRequest.builder().layerName("tmdb").versionNumber(1L).build());
    assertThat(new String(invoke("f", "{}").payload(), UTF_8)).isEqualTo("100");
    refused(
        () -> call("CreateFunction", request("g", "x").layers(List.of(arn)).build()),
        "InvalidParameterValueException",
        arn);
  }

  @Test
  void refusesPayloadsThatAreTooLargeOrNoJson() {
    create("f", "x");
    refused(() -> invoke("f", "{no"), "InvalidRequestContentException", "Could not parse");
    refused(
        () -> invoke("f", "\"" + "x".repeat(6_291_456) + "\""),
        "RequestTooLargeException",
        "6291456");
  }

  @Test
  void failsByNameWithoutTheRuntime() {
    call("CreateFunction", request("f", "x").runtime("nodejs22.x").build());
    refused(() -> invoke("f", "{}"), "InvalidRuntimeException", "nodejs22.x");
  }

  @Test
  void listsInPages() {
    for (int i = 0; i < 5; i++) {
      create("f" + i, "x");
    }
    ListFunctionsResponse first =
        call("ListFunctions", ListFunctionsRequest.builder().maxItems(3).build());
    ListFunctionsResponse second =
        call("ListFunctions", ListFunctionsRequest.builder().marker(first.nextMarker()).build());
    assertThat(first.functions())
        .extracting(FunctionConfiguration::functionName)
        .containsExactly("f0", "f1", "f2");
    assertThat(second.functions())
        .extracting(FunctionConfiguration::functionName)
        .containsExactly("f3", "f4");
    assertThat(second.nextMarker()).isNull();
  }

  private List<String> lines(String function) {
    return sink.entries().stream()
        .filter(entry -> entry.group().equals("/aws/lambda/" + function))
        .map(TestingLogSink.Entry::message)
        .toList();
  }

  private long reports(String function) {
    return lines(function).stream().filter(line -> line.startsWith("REPORT")).count();
  }

  /** Lets a moment of the clock pass when it is not so yet; a new task makes the ledger look. */
  private boolean passing(Duration moment, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return true;
    }
    now = now.plus(moment);
    Instant due = now;
    lake()
        .ledger
        .commit(
            tx -> {
              Lambda.purgeLater(tx, "nothing", due, "1-trace");
              return due;
            });
    return false;
  }

  private static long count(Path folder) {
    try (var files = Files.list(folder)) {
      return files.count();
    } catch (java.io.IOException e) {
      return -1;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}

package io.tarn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Access;
import io.tarn.api.stepfunctions.CreateStateMachineInput;
import io.tarn.api.stepfunctions.DeleteStateMachineInput;
import io.tarn.api.stepfunctions.DescribeExecutionInput;
import io.tarn.api.stepfunctions.DescribeExecutionOutput;
import io.tarn.api.stepfunctions.DescribeStateMachineForExecutionInput;
import io.tarn.api.stepfunctions.DescribeStateMachineInput;
import io.tarn.api.stepfunctions.ExecutionListItem;
import io.tarn.api.stepfunctions.GetExecutionHistoryInput;
import io.tarn.api.stepfunctions.GetExecutionHistoryOutput;
import io.tarn.api.stepfunctions.HistoryEvent;
import io.tarn.api.stepfunctions.HistoryEventExecutionDataDetails;
import io.tarn.api.stepfunctions.ListExecutionsInput;
import io.tarn.api.stepfunctions.ListExecutionsOutput;
import io.tarn.api.stepfunctions.ListStateMachinesInput;
import io.tarn.api.stepfunctions.ListTagsForResourceInput;
import io.tarn.api.stepfunctions.StartExecutionInput;
import io.tarn.api.stepfunctions.StateEnteredEventDetails;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.StopExecutionInput;
import io.tarn.api.stepfunctions.Tag;
import io.tarn.api.stepfunctions.TagResourceInput;
import io.tarn.api.stepfunctions.UntagResourceInput;
import io.tarn.api.stepfunctions.UpdateStateMachineInput;
import io.tarn.api.stepfunctions.ValidateStateMachineDefinitionInput;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Fact;
import io.tarn.ledger.NewFact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWorkflowRoom {
  private static final String FIRST =
      """
      {"StartAt":"DataValidate","States":{
       "DataValidate":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","OutputPath":"$.Payload",
         "Parameters":{"Payload.$":"$","FunctionName":"arn:aws:lambda:eu-west-3:000000000000:function:DataValidate:$LATEST"},
         "Retry":[{"ErrorEquals":["Lambda.ServiceException","Lambda.AWSLambdaException","Lambda.SdkClientException",
           "Lambda.TooManyRequestsException"],"IntervalSeconds":1,"MaxAttempts":3,"BackoffRate":2}],"Next":"Choice"},
       "Choice":{"Type":"Choice","Default":"Rejected",
         "Choices":[{"Variable":"$.status","StringEquals":"Success","Next":"Glue StartJobRun"}]},
       "Glue StartJobRun":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun",
         "Parameters":{"JobName":"AggregateData"},"End":true},
       "Rejected":{"Type":"Succeed"}}}
      """;

  private static final HistoryEventExecutionDataDetails WHOLE =
      HistoryEventExecutionDataDetails.builder().truncated(false).build();

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = TestingLake.open(directory).start();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private String create(String name, String definition) {
    return lake.call(
            StepfunctionsService.CREATE_STATE_MACHINE,
            CreateStateMachineInput.builder()
                .name(name)
                .definition(definition)
                .roleArn(TestingLake.ROLE)
                .build())
        .stateMachineArn();
  }

  private String start(String machine, String input) {
    return lake.call(
            StepfunctionsService.START_EXECUTION,
            StartExecutionInput.builder().stateMachineArn(machine).input(input).build())
        .executionArn();
  }

  private DescribeExecutionOutput describe(String execution) {
    return lake.call(
        StepfunctionsService.DESCRIBE_EXECUTION,
        DescribeExecutionInput.builder().executionArn(execution).build());
  }

  private DescribeExecutionOutput end(String execution) {
    lake.until("the end of " + execution, () -> !describe(execution).status().equals("RUNNING"));
    return describe(execution);
  }

  private List<HistoryEvent> history(String execution) {
    return lake.call(
            StepfunctionsService.GET_EXECUTION_HISTORY,
            GetExecutionHistoryInput.builder().executionArn(execution).maxResults(1000).build())
        .events();
  }

  private List<String> types(String execution) {
    return history(execution).stream().map(HistoryEvent::type).toList();
  }

  private static String task(String resource, String parameters) {
    return "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\""
        + resource
        + "\",\"Parameters\":"
        + parameters
        + ",\"End\":true}}}";
  }

  private static ObjectNode payload(String text) {
    return Json.object().put("Payload", text).put("StatusCode", 200).put("ExecutedVersion", "7");
  }

  @Test
  void runsTheFirstStateMachine() {
    List<String> invoked = new CopyOnWriteArrayList<>();
    lake.services.put(
        "lambda.Invoke",
        (input, origin) -> {
          invoked.add(input.path("Payload").asText());
          return payload("{\"status\":\"Success\"}");
        });
    lake.services.put("glue.StartJobRun", (input, origin) -> Json.object().put("JobRunId", "jr_1"));
    String execution = start(create("FirstStateMachine", FIRST), "{\"a\":1}");
    DescribeExecutionOutput end = end(execution);
    assertThat(end.status()).isEqualTo("SUCCEEDED");
    assertThat(end.output()).isEqualTo("{\"JobRunId\":\"jr_1\"}");
    assertThat(end.input()).isEqualTo("{\"a\":1}");
    assertThat(end.stopDate()).isNotNull();
    assertThat(invoked).containsExactly("{\"a\":1}");
    assertThat(types(execution))
        .containsExactly(
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskSucceeded",
            "TaskStateExited",
            "ChoiceStateEntered",
            "ChoiceStateExited",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded");
  }

  @Test
  void leavesATraceOfFacts() {
    lake.services.put("lambda.Invoke", (input, origin) -> payload("{\"status\":\"no\"}"));
    end(start(create("M", FIRST), "{}"));
    List<Fact> facts = lake.ledger.facts(0, 100);
    assertThat(facts).extracting(Fact::traceId).containsOnly("trace-1");
    assertThat(facts)
        .filteredOn(fact -> fact.kind().equals("ExecutionStatusChanged"))
        .extracting(fact -> Json.parseOwn(fact.body()).path("status").asText())
        .containsExactly("RUNNING", "SUCCEEDED");
    assertThat(facts).filteredOn(fact -> fact.kind().equals("ExecutionTransition")).hasSize(5);
  }

  @Test
  void namesTheFunctionsOwnErrors() {
    String text =
        "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"Task timed out after 3.00 seconds\"}";
    lake.services.put(
        "lambda.Invoke", (input, origin) -> payload(text).put("FunctionError", "Unhandled"));
    DescribeExecutionOutput end = end(start(create("M", FIRST), "{}"));
    assertThat(end.status()).isEqualTo("FAILED");
    assertThat(end.error()).isEqualTo("Sandbox.Timedout");
    assertThat(end.cause()).isEqualTo(text);
  }

  @Test
  void passesPayloadsOfBareFunctionArns() {
    lake.services.put("lambda.Invoke", (input, origin) -> payload("{\"x\":[1,2]}"));
    String arn = "arn:aws:lambda:eu-west-3:000000000000:function:f";
    String execution = start(create("M", task(arn, "{\"a\":2}")), "{}");
    assertThat(end(execution).output()).isEqualTo("{\"x\":[1,2]}");
    assertThat(types(execution))
        .contains("LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded");
  }

  @Test
  void mapsErrorsOfServices() {
    lake.services.put(
        "s3.GetObject",
        (input, origin) -> {
          throw new ServiceError("NoSuchKey", 404, "The specified key does not exist.");
        });
    String resource = "arn:aws:states:::aws-sdk:s3:getObject";
    DescribeExecutionOutput end =
        end(start(create("M", task(resource, "{\"Bucket\":\"b\",\"Key\":\"k\"}")), "{}"));
    assertThat(end.error()).isEqualTo("S3.NoSuchKeyException");
    assertThat(end.cause())
        .startsWith(
            "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: ");
  }

  @Test
  void sayWhatIsNotImplemented() {
    DescribeExecutionOutput end =
        end(start(create("M", task("arn:aws:states:::aws-sdk:ec2:runInstances", "{}")), "{}"));
    assertThat(end.error()).isEqualTo("Ec2.NotImplementedException");
    assertThat(end.cause()).contains("ec2.RunInstances");
  }

  @Test
  void failsWithoutTheRolesTrust() {
    lake.trusted = false;
    DescribeExecutionOutput end = end(start(create("M", FIRST), "{}"));
    assertThat(end.error()).isEqualTo("States.Permissions");
    assertThat(lake.dispatched).isEmpty();
  }

  @Test
  void waitsForAQueryByItsFact() {
    AtomicReference<String> state = new AtomicReference<>("RUNNING");
    AtomicReference<String> token = new AtomicReference<>("");
    lake.services.put(
        "athena.StartQueryExecution",
        (input, origin) -> {
          token.set(input.path("ClientRequestToken").asText());
          return Json.object().put("QueryExecutionId", "q-1");
        });
    lake.services.put(
        "athena.GetQueryExecution",
        (input, origin) -> {
          ObjectNode answer = Json.object();
          ObjectNode query = answer.putObject("QueryExecution").put("QueryExecutionId", "q-1");
          query
              .putObject("Status")
              .put("State", state.get())
              .put("SubmissionDateTime", "2024-11-17T10:00:00.250Z");
          return answer;
        });
    String resource = "arn:aws:states:::athena:startQueryExecution.sync";
    String execution = start(create("M", task(resource, "{\"QueryString\":\"SELECT 1\"}")), "{}");
    lake.until("TaskSubmitted", () -> types(execution).contains("TaskSubmitted"));
    state.set("SUCCEEDED");
    lake.ledger.commit(
        tx -> {
          tx.publish(
              new NewFact(
                  "QueryExecutionStateChanged",
                  1,
                  lake.now(),
                  TestingLake.REGION,
                  "q-1",
                  "caller",
                  "trace-1",
                  "{\"queryExecutionId\":\"q-1\",\"state\":\"SUCCEEDED\"}"));
          return true;
        });
    DescribeExecutionOutput end = end(execution);
    assertThat(end.output())
        .isEqualTo(
            "{\"QueryExecution\":{\"QueryExecutionId\":\"q-1\",\"Status\":{\"State\":\"SUCCEEDED\","
                + "\"SubmissionDateTime\":1731837600250}}}");
    assertThat(token.get()).hasSize(36);
  }

  @Test
  void looksAfterAQueryWithoutNews() {
    AtomicInteger looks = new AtomicInteger();
    lake.services.put(
        "athena.StartQueryExecution",
        (input, origin) -> Json.object().put("QueryExecutionId", "q-1"));
    lake.services.put(
        "athena.GetQueryExecution",
        (input, origin) -> {
          ObjectNode answer = Json.object();
          answer
              .putObject("QueryExecution")
              .putObject("Status")
              .put("State", looks.incrementAndGet() < 4 ? "RUNNING" : "FAILED");
          return answer;
        });
    String resource = "arn:aws:states:::athena:startQueryExecution.sync";
    DescribeExecutionOutput end =
        end(start(create("M", task(resource, "{\"QueryString\":\"SELECT\"}")), "{}"));
    assertThat(end.error()).isEqualTo("States.TaskFailed");
    assertThat(end.cause()).isEqualTo("{\"QueryExecution\":{\"Status\":{\"State\":\"FAILED\"}}}");
    assertThat(looks).hasValue(4);
  }

  @Test
  void stopsAnExecutionAndItsJob() {
    AtomicBoolean stopped = new AtomicBoolean();
    lake.services.put(
        "athena.StartQueryExecution",
        (input, origin) -> Json.object().put("QueryExecutionId", "q-1"));
    lake.services.put("athena.GetQueryExecution", (input, origin) -> Json.object());
    lake.services.put(
        "athena.StopQueryExecution",
        (input, origin) -> {
          stopped.set(input.path("QueryExecutionId").asText().equals("q-1"));
          return Json.object();
        });
    String resource = "arn:aws:states:::athena:startQueryExecution.sync";
    String execution = start(create("M", task(resource, "{\"QueryString\":\"SELECT\"}")), "{}");
    lake.until("TaskSubmitted", () -> types(execution).contains("TaskSubmitted"));
    lake.call(
        StepfunctionsService.STOP_EXECUTION,
        StopExecutionInput.builder().executionArn(execution).error("E").cause("C").build());
    DescribeExecutionOutput end = describe(execution);
    assertThat(end.status()).isEqualTo("ABORTED");
    assertThat(end.error()).isEqualTo("E");
    assertThat(types(execution)).endsWith("ExecutionAborted");
    lake.until("StopQueryExecution", stopped::get);
  }

  @Test
  void goesOnAfterTheProcessEnded() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    lake.services.put(
        "lambda.Invoke",
        (input, origin) -> {
          called.countDown();
          new CountDownLatch(1).await();
          return Json.object();
        });
    String execution = start(create("M", FIRST), "{\"n\":5}");
    called.await();
    lake.close();
    lake = TestingLake.open(directory);
    lake.services.put("lambda.Invoke", (input, origin) -> payload("{\"status\":\"no\"}"));
    lake.start();
    assertThat(end(execution).status()).isEqualTo("SUCCEEDED");
    assertThat(types(execution)).containsOnlyOnce("TaskScheduled");
    assertThat(lake.dispatched).containsExactly("lambda.Invoke");
  }

  @Test
  void waitsAndTimesOut() {
    String waiting =
        """
        {"StartAt":"W","TimeoutSeconds":3600,"States":{"W":{"Type":"Wait","Seconds":600,"Next":"V"},"V":{"Type":"Wait","Seconds":86400,"End":true}}}
        """;
    String execution = start(create("M", waiting), "{}");
    lake.until("the first wait", () -> types(execution).contains("WaitStateEntered"));
    lake.advance(Duration.ofMinutes(11));
    lake.until("the second wait", () -> types(execution).size() == 4);
    lake.advance(Duration.ofHours(1));
    assertThat(end(execution).status()).isEqualTo("TIMED_OUT");
    assertThat(types(execution)).endsWith("ExecutionTimedOut");
  }

  @Test
  void endsATaskThatTakesTooLong() {
    CountDownLatch never = new CountDownLatch(1);
    lake.services.put(
        "lambda.Invoke",
        (input, origin) -> {
          never.await();
          return payload("1");
        });
    String definition =
        """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSeconds":30,"End":true,
         "Catch":[{"ErrorEquals":["States.Timeout"],"Next":"Late"}]},"Late":{"Type":"Pass","Result":"late","End":true}}}
        """;
    String execution = start(create("M", definition), "{}");
    lake.until("the call", () -> types(execution).contains("TaskStarted"));
    lake.advance(Duration.ofSeconds(31));
    assertThat(end(execution).output()).isEqualTo("\"late\"");
    never.countDown();
    assertThat(types(execution)).contains("TaskTimedOut").doesNotContain("TaskSucceeded");
  }

  @Test
  void runsBranchesAtOnce() {
    CountDownLatch both = new CountDownLatch(8);
    lake.services.put(
        "lambda.Invoke",
        (input, origin) -> {
          both.countDown();
          both.await();
          return payload(input.path("Payload").asText());
        });
    String definition =
        """
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{"T":{
         "Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},"OutputPath":"$.Payload","Next":"P"},
         "P":{"Type":"Pass","End":true}}}}}}
        """;
    String execution = start(create("M", definition), "[1,2,3,4,5,6,7,8]");
    assertThat(end(execution).output()).isEqualTo("[1,2,3,4,5,6,7,8]");
    List<HistoryEvent> events = history(execution);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).id()).isEqualTo(i + 1);
    }
    assertThat(lake.dispatched).hasSize(8);
  }

  @Test
  void startsOtherMachinesAndWaitsForThem() {
    String child =
        create("Child", "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}");
    String resource = "arn:aws:states:::states:startExecution.sync:2";
    String parent =
        create(
            "Parent",
            task(resource, "{\"StateMachineArn\":\"" + child + "\",\"Input\":{\"v\":7}}"));
    DescribeExecutionOutput end = end(start(parent, "{}"));
    assertThat(end.status()).isEqualTo("SUCCEEDED");
    JsonNode output = Json.parseOwn(String.valueOf(end.output()));
    assertThat(output.path("Output").path("v").asInt()).isEqualTo(7);
    assertThat(output.path("StartDate").isNumber()).isTrue();
  }

  @Test
  void startsAnExecutionOnceByItsName() {
    String machine =
        create(
            "M",
            "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":900,\"End\":true}}}");
    StartExecutionInput input =
        StartExecutionInput.builder().stateMachineArn(machine).name("n1").input("{}").build();
    String first = lake.call(StepfunctionsService.START_EXECUTION, input).executionArn();
    assertThat(lake.call(StepfunctionsService.START_EXECUTION, input).executionArn())
        .isEqualTo(first);
    StartExecutionInput other = input.toBuilder().input("{\"x\":1}").build();
    assertThatThrownBy(() -> lake.call(StepfunctionsService.START_EXECUTION, other))
        .isInstanceOf(ServiceError.class)
        .hasMessage("Execution Already Exists: '" + first + "'");
    lake.call(
        StepfunctionsService.STOP_EXECUTION,
        StopExecutionInput.builder().executionArn(first).build());
    assertThatThrownBy(() -> lake.call(StepfunctionsService.START_EXECUTION, input))
        .hasMessageStartingWith("Execution Already Exists");
  }

  @Test
  void refusesBadInput() {
    String machine = create("M", FIRST);
    assertThatThrownBy(() -> start(machine, "{"))
        .hasMessageStartingWith("Invalid State Machine Execution Input: ");
    assertThatThrownBy(() -> start(machine + "x", "{}"))
        .hasMessage("State Machine Does Not Exist: '" + machine + "x'");
    assertThatThrownBy(() -> start("arn:aws:s3:::b", "{}")).hasMessageStartingWith("Invalid Arn");
    assertThatThrownBy(() -> create("a b", FIRST)).hasMessage("Invalid Name: 'a b'");
    assertThatThrownBy(() -> create("N", "{}"))
        .hasMessageStartingWith("Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ");
    assertThatThrownBy(
            () -> create("N", task("arn:aws:states:::lambda:invoke.waitForTaskToken", "{}")))
        .isInstanceOfSatisfying(
            ServiceError.class, error -> assertThat(error.code()).isEqualTo("NotImplemented"))
        .hasMessageContaining("waitForTaskToken");
    assertThatThrownBy(() -> describe(machine.replace("stateMachine", "execution") + ":nope"))
        .hasMessageStartingWith("Execution Does Not Exist: ");
  }

  @Test
  void keepsMachines() {
    String arn = create("M", FIRST);
    assertThat(create("M", FIRST)).isEqualTo(arn);
    assertThatThrownBy(() -> create("M", task("arn:aws:states:::lambda:invoke", "{}")))
        .hasMessage("State Machine Already Exists: '" + arn + "'");
    create("A", FIRST);
    assertThat(
            lake.call(
                    StepfunctionsService.LIST_STATE_MACHINES,
                    ListStateMachinesInput.builder().build())
                .stateMachines())
        .extracting(item -> item.name())
        .containsExactly("A", "M");
    lake.call(
        StepfunctionsService.DELETE_STATE_MACHINE,
        DeleteStateMachineInput.builder().stateMachineArn(arn).build());
    assertThatThrownBy(
            () ->
                lake.call(
                    StepfunctionsService.DESCRIBE_STATE_MACHINE,
                    DescribeStateMachineInput.builder().stateMachineArn(arn).build()))
        .hasMessageStartingWith("State Machine Does Not Exist");
  }

  @Test
  void runningExecutionsKeepTheirRevision() {
    String before =
        "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":900,\"End\":true}}}";
    String machine = create("M", before);
    String execution = start(machine, "{}");
    lake.call(
        StepfunctionsService.UPDATE_STATE_MACHINE,
        UpdateStateMachineInput.builder().stateMachineArn(machine).definition(FIRST).build());
    assertThat(
            lake.call(
                    StepfunctionsService.DESCRIBE_STATE_MACHINE,
                    DescribeStateMachineInput.builder().stateMachineArn(machine).build())
                .definition())
        .isEqualTo(FIRST);
    assertThat(
            lake.call(
                    StepfunctionsService.DESCRIBE_STATE_MACHINE_FOR_EXECUTION,
                    DescribeStateMachineForExecutionInput.builder().executionArn(execution).build())
                .definition())
        .isEqualTo(before);
  }

  @Test
  void listsByPageAndStatus() {
    String machine = create("M", "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Succeed\"}}}");
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String execution = start(machine, "{}");
      end(execution);
      started.addFirst(execution);
    }
    List<String> listed = new ArrayList<>();
    String token = null;
    do {
      ListExecutionsOutput page =
          lake.call(
              StepfunctionsService.LIST_EXECUTIONS,
              ListExecutionsInput.builder()
                  .stateMachineArn(machine)
                  .statusFilter("SUCCEEDED")
                  .maxResults(2)
                  .nextToken(token)
                  .build());
      page.executions().stream().map(ExecutionListItem::executionArn).forEach(listed::add);
      token = page.nextToken();
    } while (token != null);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(started);
    assertThat(
            lake.call(
                    StepfunctionsService.LIST_EXECUTIONS,
                    ListExecutionsInput.builder()
                        .stateMachineArn(machine)
                        .statusFilter("FAILED")
                        .build())
                .executions())
        .isEmpty();
  }

  @Test
  void pagesTheHistoryInReverse() {
    String execution =
        start(create("M", "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Succeed\"}}}"), "{}");
    end(execution);
    GetExecutionHistoryInput input =
        GetExecutionHistoryInput.builder()
            .executionArn(execution)
            .reverseOrder(true)
            .maxResults(3)
            .includeExecutionData(false)
            .build();
    GetExecutionHistoryOutput first = lake.call(StepfunctionsService.GET_EXECUTION_HISTORY, input);
    assertThat(first.events())
        .extracting(HistoryEvent::type)
        .containsExactly("ExecutionSucceeded", "SucceedStateExited", "SucceedStateEntered");
    assertThat(first.events().getLast().stateEnteredEventDetails())
        .isEqualTo(StateEnteredEventDetails.builder().name("P").inputDetails(WHOLE).build());
    GetExecutionHistoryOutput second =
        lake.call(
            StepfunctionsService.GET_EXECUTION_HISTORY,
            input.toBuilder().nextToken(first.nextToken()).build());
    assertThat(second.events()).extracting(HistoryEvent::type).containsExactly("ExecutionStarted");
    assertThat(second.nextToken()).isNull();
    assertThatThrownBy(
            () ->
                lake.call(
                    StepfunctionsService.GET_EXECUTION_HISTORY,
                    input.toBuilder().reverseOrder(false).nextToken(first.nextToken()).build()))
        .isInstanceOf(ServiceError.class);
  }

  @Test
  void tagsMachines() {
    String arn = create("M", FIRST);
    lake.call(
        StepfunctionsService.TAG_RESOURCE,
        TagResourceInput.builder()
            .resourceArn(arn)
            .tags(
                List.of(
                    Tag.builder().key("team").value("data").build(),
                    Tag.builder().key("x").value("y").build()))
            .build());
    lake.call(
        StepfunctionsService.UNTAG_RESOURCE,
        UntagResourceInput.builder().resourceArn(arn).tagKeys(List.of("x")).build());
    assertThat(
            lake.call(
                    StepfunctionsService.LIST_TAGS_FOR_RESOURCE,
                    ListTagsForResourceInput.builder().resourceArn(arn).build())
                .tags())
        .containsExactly(Tag.builder().key("team").value("data").build());
  }

  @Test
  void validatesWithoutCreating() {
    assertThat(
            lake.call(
                    StepfunctionsService.VALIDATE_STATE_MACHINE_DEFINITION,
                    ValidateStateMachineDefinitionInput.builder()
                        .definition("{\"StartAt\":\"A\"}")
                        .build())
                .diagnostics())
        .singleElement()
        .satisfies(found -> assertThat(found.code()).isEqualTo("SCHEMA_VALIDATION_FAILED"));
  }

  @Test
  void asksForPassRole() {
    CreateStateMachineInput input =
        CreateStateMachineInput.builder()
            .name("M")
            .definition(FIRST)
            .roleArn(TestingLake.ROLE)
            .build();
    assertThat(new CreateStateMachine(lake.ledger).access().of(input, lake.call("t")))
        .contains(
            Access.of("iam:PassRole", TestingLake.ROLE)
                .withContext("iam:PassedToService", "states.amazonaws.com"));
  }
}

package io.tarn.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.events.CreateEventBusRequest;
import io.tarn.api.events.DeadLetterConfig;
import io.tarn.api.events.DeleteEventBusRequest;
import io.tarn.api.events.DeleteRuleRequest;
import io.tarn.api.events.DescribeRuleRequest;
import io.tarn.api.events.DisableRuleRequest;
import io.tarn.api.events.EventBus;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.InputTransformer;
import io.tarn.api.events.ListEventBusesRequest;
import io.tarn.api.events.ListRuleNamesByTargetRequest;
import io.tarn.api.events.ListRulesRequest;
import io.tarn.api.events.ListRulesResponse;
import io.tarn.api.events.ListTagsForResourceRequest;
import io.tarn.api.events.ListTargetsByRuleRequest;
import io.tarn.api.events.PutEventsRequest;
import io.tarn.api.events.PutEventsRequestEntry;
import io.tarn.api.events.PutEventsResponse;
import io.tarn.api.events.PutEventsResultEntry;
import io.tarn.api.events.PutRuleRequest;
import io.tarn.api.events.PutTargetsRequest;
import io.tarn.api.events.RemoveTargetsRequest;
import io.tarn.api.events.RetryPolicy;
import io.tarn.api.events.Rule;
import io.tarn.api.events.Tag;
import io.tarn.api.events.TagResourceRequest;
import io.tarn.api.events.Target;
import io.tarn.api.events.TestEventPatternRequest;
import io.tarn.api.events.UntagResourceRequest;
import io.tarn.events.TestingLake.Seen;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Fact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestEventsRoom {
  private static final String BUCKET = "sales-data-raw-17112024";
  private static final String PATTERN =
      "{\"source\":[\"aws.s3\"],\"detail-type\":[\"Object Created\"],"
          + " \"detail\":{\"bucket\":{\"name\":[\"sales-data-raw-17112024\"]}}}";
  private static final String MACHINE =
      "arn:aws:states:eu-west-3:000000000000:stateMachine:FirstStateMachine";
  private static final String FUNCTION = "arn:aws:lambda:eu-west-3:000000000000:function:f";
  private static final String ROLE = "arn:aws:iam::000000000000:role/events";

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory).start();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private String rule(String name, String pattern) {
    return String.valueOf(
        lake.call(
                EventsService.PUT_RULE,
                PutRuleRequest.builder().name(name).eventPattern(pattern).build())
            .ruleArn());
  }

  private void target(String rule, Target... targets) {
    lake.call(
        EventsService.PUT_TARGETS,
        PutTargetsRequest.builder().rule(rule).targets(List.of(targets)).build());
  }

  private static Target machine(String id) {
    return Target.builder().id(id).arn(MACHINE).roleArn(ROLE).build();
  }

  private static Target function(String id) {
    return Target.builder().id(id).arn(FUNCTION).build();
  }

  /** Waits until everything that has been published is matched and delivered. */
  private void settle(int expected) {
    lake.until(
        expected + " deliveries",
        () -> lake.facts("EventDelivered") + lake.facts("EventDeliveryFailed") == expected);
  }

  @Test
  void anUploadStartsAStateMachine() {
    String arn = rule("my-first-rule-workflow", PATTERN);
    assertThat(arn).isEqualTo("arn:aws:events:eu-west-3:000000000000:rule/my-first-rule-workflow");
    target("my-first-rule-workflow", machine("t"));
    lake.object("ObjectCreated", BUCKET, "sales/a b.csv", true, "trace-1");
    settle(1);
    Seen seen = lake.seen.getFirst();
    assertThat(seen.target()).isEqualTo(MACHINE);
    assertThat(seen.origin().traceId()).isEqualTo("trace-1");
    assertThat(seen.origin().caller()).isInstanceOf(Caller.RoleSession.class);
    assertThat(seen.name()).startsWith(seen.input().path("id").asText() + "_").hasSize(73);
    assertThat(seen.input().path("version").asText()).isEqualTo("0");
    assertThat(seen.input().path("detail-type").asText()).isEqualTo("Object Created");
    assertThat(seen.input().path("source").asText()).isEqualTo("aws.s3");
    assertThat(seen.input().path("account").asText()).isEqualTo("000000000000");
    assertThat(seen.input().path("region").asText()).isEqualTo("eu-west-3");
    assertThat(seen.input().path("resources").path(0).asText()).isEqualTo("arn:aws:s3:::" + BUCKET);
    assertThat(seen.input().path("detail").path("object").path("key").asText())
        .isEqualTo("sales/a b.csv");
    assertThat(seen.input().path("detail").path("object").path("size").asInt()).isEqualTo(214);
    assertThat(seen.input().path("detail").has("eventBridge")).isFalse();
    assertThat(lake.ledger.facts(0, 100)).extracting(Fact::traceId).containsOnly("trace-1");
    assertThat(lake.ledger.facts(0, 100))
        .extracting(Fact::kind)
        .containsExactly("ObjectCreated", "EventMatched", "EventDelivered");
  }

  @Test
  void onlyWhatMatchesIsDelivered() {
    rule("r", PATTERN);
    target("r", machine("t"));
    lake.object("ObjectCreated", BUCKET, "a", false, "switch-off");
    lake.object("ObjectCreated", "other", "b", true, "other-bucket");
    lake.object("ObjectCreated", BUCKET, "c", true, "first");
    lake.object("ObjectDeleted", BUCKET, "c", true, "deleted");
    lake.object("ObjectCreated", BUCKET, "c", true, "second");
    settle(2);
    assertThat(lake.seen)
        .extracting(seen -> seen.origin().traceId())
        .containsExactlyInAnyOrder("first", "second");
    assertThat(lake.seen).extracting(Seen::name).doesNotHaveDuplicates();
  }

  @Test
  void changesOfRulesHoldAtOnce() {
    rule("r", PATTERN);
    target("r", machine("t"));
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(1);
    lake.call(EventsService.DISABLE_RULE, DisableRuleRequest.builder().name("r").build());
    lake.object("ObjectCreated", BUCKET, "b", true, "2");
    rule("r2", "{\"detail\":{\"object\":{\"key\":[{\"prefix\":\"c\"}]}}}");
    target("r2", function("f"));
    lake.object("ObjectCreated", BUCKET, "c", true, "3");
    settle(2);
    assertThat(lake.seen).extracting(seen -> seen.origin().traceId()).containsExactly("1", "3");
  }

  @Test
  void functionsAreCalledAsTheService() {
    rule("r", PATTERN);
    target("r", function("f"), machine("m"));
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(2);
    Seen seen =
        lake.seen.stream()
            .filter(one -> one.operation().equals("Invoke"))
            .findFirst()
            .orElseThrow();
    assertThat(seen.name()).isEqualTo("Event");
    assertThat(seen.origin().caller())
        .isEqualTo(
            new Caller.Service(
                "000000000000",
                "events.amazonaws.com",
                "arn:aws:events:eu-west-3:000000000000:rule/r"));
  }

  @Test
  void aDeliveryCutOffIsRepeatedUnderTheSameName() throws InterruptedException {
    rule("r", PATTERN);
    target("r", machine("t"));
    CountDownLatch reached = new CountDownLatch(1);
    lake.gate =
        operation -> {
          reached.countDown();
          new CountDownLatch(1).await();
        };
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    reached.await();
    lake.close();
    lake = new TestingLake(directory).start();
    settle(1);
    lake.object("ObjectCreated", BUCKET, "b", true, "2");
    settle(2);
    assertThat(lake.seen).hasSize(2);
    assertThat(lake.seen).extracting(Seen::name).doesNotHaveDuplicates();
    assertThat(lake.facts("EventMatched")).isEqualTo(2);
  }

  @Test
  void anExecutionThatIsThereCountsAsDelivered() {
    rule("r", PATTERN);
    target("r", machine("t"));
    lake.gate =
        operation -> {
          throw new ServiceError("ExecutionAlreadyExists", 400, "Execution Already Exists");
        };
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(1);
    assertThat(lake.facts("EventDelivered")).isEqualTo(1);
  }

  @Test
  void whatMayPassIsTriedAgain() {
    rule("r", PATTERN);
    target("r", machine("t"));
    AtomicInteger failures = new AtomicInteger(2);
    lake.gate =
        operation -> {
          if (failures.getAndDecrement() > 0) {
            throw new ServiceError("ServiceUnavailable", 503, "busy");
          }
        };
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(1);
    assertThat(lake.tried).hasSize(3);
    assertThat(lake.seen).hasSize(1);
  }

  @Test
  void retriesEndWithThePolicy() {
    rule("r", PATTERN);
    target(
        "r",
        machine("t").toBuilder()
            .retryPolicy(RetryPolicy.builder().maximumRetryAttempts(1).build())
            .build());
    lake.gate =
        operation -> {
          throw new ServiceError("ServiceUnavailable", 503, "busy");
        };
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(1);
    assertThat(lake.tried).hasSize(2);
    assertThat(lake.facts("EventDeliveryFailed")).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    rule("r", PATTERN);
    target(
        "r", machine("t").toBuilder().roleArn("arn:aws:iam::000000000000:role/stranger").build());
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(1);
    assertThat(lake.tried).isEmpty();
    assertThat(lake.ledger.facts(0, 100).getLast().body())
        .contains("AccessDenied: events.amazonaws.com may not assume");
  }

  @Test
  void inputsAreShaped() {
    rule("r", PATTERN);
    target(
        "r",
        function("fixed").toBuilder().input("{\"a\":1}").build(),
        function("part").toBuilder().inputPath("$.detail.object").build(),
        function("made").toBuilder()
            .inputTransformer(
                InputTransformer.builder()
                    .inputPathsMap(Map.of("k", "$.detail.object.key"))
                    .inputTemplate("{\"key\": <k>, \"rule\": \"<aws.events.rule-name>\"}")
                    .build())
            .build());
    lake.object("ObjectCreated", BUCKET, "x.csv", true, "1");
    settle(3);
    assertThat(lake.seen)
        .extracting(seen -> Json.write(seen.input()))
        .containsExactlyInAnyOrder(
            "{\"a\":1}", "{\"key\":\"x.csv\",\"size\":214}", "{\"key\":\"x.csv\",\"rule\":\"r\"}");
  }

  @Test
  void schedulesFire() {
    lake.call(
        EventsService.PUT_RULE,
        PutRuleRequest.builder().name("every").scheduleExpression("rate(5 minutes)").build());
    target("every", function("f"));
    lake.advance(Duration.ofMinutes(5).plusSeconds(1));
    settle(1);
    Seen seen = lake.seen.getFirst();
    assertThat(seen.input().path("source").asText()).isEqualTo("aws.events");
    assertThat(seen.input().path("detail-type").asText()).isEqualTo("Scheduled Event");
    assertThat(seen.input().path("resources").path(0).asText())
        .isEqualTo("arn:aws:events:eu-west-3:000000000000:rule/every");
    // Two hours away make one event, not twenty-four.
    lake.advance(Duration.ofHours(2));
    settle(2);
    lake.call(EventsService.DISABLE_RULE, DisableRuleRequest.builder().name("every").build());
    lake.advance(Duration.ofHours(2));
    rule("r", PATTERN);
    target("r", machine("t"));
    lake.object("ObjectCreated", BUCKET, "a", true, "1");
    settle(3);
    assertThat(lake.seen).hasSize(3);
  }

  @Test
  void aSixthTargetIsRefused() {
    rule("r", PATTERN);
    target("r", machine("1"), machine("2"), machine("3"), machine("4"), machine("5"));
    assertThatThrownBy(() -> target("r", machine("6")))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> assertThat(error.code()).isEqualTo("LimitExceededException"))
        .hasMessageStartingWith("The requested resource exceeds the maximum number allowed");
    target("r", machine("5"));
    assertThat(
            lake.call(
                    EventsService.LIST_TARGETS_BY_RULE,
                    ListTargetsByRuleRequest.builder().rule("r").build())
                .targets())
        .extracting(Target::id)
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void ownEventsAreTakenOneByOne() {
    lake.call(EventsService.CREATE_EVENT_BUS, CreateEventBusRequest.builder().name("mine").build());
    lake.call(
        EventsService.PUT_RULE,
        PutRuleRequest.builder()
            .name("r")
            .eventBusName("mine")
            .eventPattern("{\"source\":[\"shop\"]}")
            .build());
    lake.call(
        EventsService.PUT_TARGETS,
        PutTargetsRequest.builder()
            .rule("r")
            .eventBusName("arn:aws:events:eu-west-3:000000000000:event-bus/mine")
            .targets(List.of(function("f")))
            .build());
    PutEventsRequestEntry good =
        PutEventsRequestEntry.builder()
            .source("shop")
            .detailType("Order")
            .detail("{\"n\":1}")
            .eventBusName("mine")
            .build();
    PutEventsResponse response =
        lake.call(
            EventsService.PUT_EVENTS,
            PutEventsRequest.builder()
                .entries(
                    List.of(
                        good,
                        good.toBuilder().detail("{").build(),
                        good.toBuilder().source("aws.s3").build(),
                        good.toBuilder().source(null).build(),
                        good.toBuilder().eventBusName("gone").build(),
                        good.toBuilder().eventBusName(null).build()))
                .build());
    assertThat(response.failedEntryCount()).isEqualTo(4);
    assertThat(response.entries())
        .extracting(PutEventsResultEntry::errorCode)
        .containsExactly(
            null,
            "MalformedDetail",
            "NotAuthorizedForSourceException",
            "InvalidArgument",
            "ResourceNotFoundException",
            null);
    settle(1);
    assertThat(lake.seen.getFirst().input().path("detail").path("n").asInt()).isEqualTo(1);
    assertThat(lake.seen.getFirst().origin().traceId()).isEqualTo("trace-call");
    assertThatThrownBy(
            () ->
                lake.call(
                    EventsService.DELETE_EVENT_BUS,
                    DeleteEventBusRequest.builder().name("mine").build()))
        .hasMessage("Event bus can't be deleted since it has rules.");
    assertThat(
            lake.call(EventsService.LIST_EVENT_BUSES, ListEventBusesRequest.builder().build())
                .eventBuses())
        .extracting(EventBus::name)
        .containsExactly("default", "mine");
  }

  @Test
  void refusesBadRulesAndTargets() {
    assertThatThrownBy(() -> rule("r", "{\"a\":\"b\"}"))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> assertThat(error.code()).isEqualTo("InvalidEventPatternException"))
        .hasMessageStartingWith("Event pattern is not valid. Reason: ");
    assertThatThrownBy(
            () ->
                lake.call(
                    EventsService.PUT_RULE,
                    PutRuleRequest.builder().name("r").scheduleExpression("rate(1 days)").build()))
        .hasMessage("Parameter ScheduleExpression is not valid.");
    assertThatThrownBy(
            () -> lake.call(EventsService.PUT_RULE, PutRuleRequest.builder().name("r").build()))
        .hasMessage("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    assertThatThrownBy(() -> target("none", machine("t")))
        .hasMessage("Rule none does not exist on EventBus default.");
    rule("r", PATTERN);
    assertThatThrownBy(() -> target("r", Target.builder().id("t").arn(MACHINE).build()))
        .hasMessage("RoleArn is required for target " + MACHINE + ".");
    assertThatThrownBy(
            () -> target("r", function("q").toBuilder().arn("arn:aws:sqs:x:0:q").build()))
        .isInstanceOfSatisfying(
            ServiceError.class, error -> assertThat(error.code()).isEqualTo("NotImplemented"))
        .hasMessage("A target of service sqs (arn:aws:sqs:x:0:q) is not implemented.");
    assertThatThrownBy(
            () ->
                target(
                    "r",
                    function("q").toBuilder()
                        .deadLetterConfig(DeadLetterConfig.builder().arn("arn:x").build())
                        .build()))
        .hasMessageContaining("DeadLetterConfig");
    assertThatThrownBy(() -> target("r", function("q").toBuilder().input("{").build()))
        .hasMessage("JSON syntax error in input for target q.");
    assertThatThrownBy(
            () -> target("r", function("q").toBuilder().input("1").inputPath("$").build()))
        .hasMessageStartingWith("Only one of Input, InputPath, or InputTransformer");
    assertThat(
            lake.call(
                    EventsService.LIST_TARGETS_BY_RULE,
                    ListTargetsByRuleRequest.builder().rule("r").build())
                .targets())
        .isEmpty();
  }

  @Test
  void keepsRules() {
    for (String name : List.of("a", "ab", "b")) {
      rule(name, PATTERN);
    }
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      ListRulesResponse page =
          lake.call(
              EventsService.LIST_RULES,
              ListRulesRequest.builder().namePrefix("a").limit(1).nextToken(token).build());
      List<Rule> rules = page.rules() == null ? List.of() : page.rules();
      rules.forEach(rule -> names.add(String.valueOf(rule.name())));
      token = page.nextToken();
    } while (token != null);
    assertThat(names).containsExactly("a", "ab");
    target("a", machine("t"));
    target("b", machine("t"));
    assertThat(
            lake.call(
                    EventsService.LIST_RULE_NAMES_BY_TARGET,
                    ListRuleNamesByTargetRequest.builder().targetArn(MACHINE).build())
                .ruleNames())
        .containsExactly("a", "b");
    DeleteRuleRequest delete = DeleteRuleRequest.builder().name("a").build();
    assertThatThrownBy(() -> lake.call(EventsService.DELETE_RULE, delete))
        .hasMessage("Rule can't be deleted since it has targets.");
    lake.call(
        EventsService.REMOVE_TARGETS,
        RemoveTargetsRequest.builder().rule("a").ids(List.of("t")).build());
    lake.call(EventsService.DELETE_RULE, delete);
    assertThatThrownBy(
            () ->
                lake.call(
                    EventsService.DESCRIBE_RULE, DescribeRuleRequest.builder().name("a").build()))
        .hasMessage("Rule a does not exist on EventBus default.");
    assertThat(
            lake.call(EventsService.DESCRIBE_RULE, DescribeRuleRequest.builder().name("b").build())
                .state())
        .isEqualTo("ENABLED");
  }

  @Test
  void tagsRules() {
    String arn = rule("r", PATTERN);
    Tag team = Tag.builder().key("team").value("data").build();
    Tag more = Tag.builder().key("x").value("y").build();
    lake.call(
        EventsService.TAG_RESOURCE,
        TagResourceRequest.builder().resourceARN(arn).tags(List.of(team, more)).build());
    lake.call(
        EventsService.UNTAG_RESOURCE,
        UntagResourceRequest.builder().resourceARN(arn).tagKeys(List.of("x")).build());
    assertThat(
            lake.call(
                    EventsService.LIST_TAGS_FOR_RESOURCE,
                    ListTagsForResourceRequest.builder().resourceARN(arn).build())
                .tags())
        .containsExactly(team);
  }

  @Test
  void testsPatterns() {
    String event =
        "{\"id\":\"1\",\"account\":\"0\",\"source\":\"aws.s3\",\"time\":\"2024-11-17T10:00:00Z\","
            + "\"region\":\"x\",\"resources\":[],\"detail-type\":\"t\"}";
    TestEventPatternRequest request =
        TestEventPatternRequest.builder()
            .eventPattern("{\"source\":[\"aws.s3\"]}")
            .event(event)
            .build();
    assertThat(lake.call(EventsService.TEST_EVENT_PATTERN, request).result()).isTrue();
    assertThat(
            lake.call(
                    EventsService.TEST_EVENT_PATTERN,
                    request.toBuilder().eventPattern("{\"source\":[\"x\"]}").build())
                .result())
        .isFalse();
    assertThatThrownBy(
            () ->
                lake.call(
                    EventsService.TEST_EVENT_PATTERN, request.toBuilder().event("{}").build()))
        .hasMessageStartingWith("Parameter Event is not valid.");
  }

  @Test
  void asksForPassRole() {
    assertThat(PutTargets.passRole(ROLE))
        .isEqualTo(
            Access.of("iam:PassRole", ROLE)
                .withContext("iam:PassedToService", "events.amazonaws.com"));
  }
}

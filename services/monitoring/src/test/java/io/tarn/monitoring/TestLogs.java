package io.tarn.monitoring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.Structure;
import io.tarn.api.logs.CreateLogGroupRequest;
import io.tarn.api.logs.CreateLogStreamRequest;
import io.tarn.api.logs.DeleteLogGroupRequest;
import io.tarn.api.logs.DescribeLogGroupsRequest;
import io.tarn.api.logs.DescribeLogGroupsResponse;
import io.tarn.api.logs.DescribeLogStreamsRequest;
import io.tarn.api.logs.DescribeLogStreamsResponse;
import io.tarn.api.logs.FilterLogEventsRequest;
import io.tarn.api.logs.FilterLogEventsResponse;
import io.tarn.api.logs.FilteredLogEvent;
import io.tarn.api.logs.GetLogEventsRequest;
import io.tarn.api.logs.GetLogEventsResponse;
import io.tarn.api.logs.InputLogEvent;
import io.tarn.api.logs.ListTagsForResourceRequest;
import io.tarn.api.logs.ListTagsForResourceResponse;
import io.tarn.api.logs.LogGroup;
import io.tarn.api.logs.LogStream;
import io.tarn.api.logs.PutLogEventsRequest;
import io.tarn.api.logs.PutLogEventsResponse;
import io.tarn.api.logs.PutRetentionPolicyRequest;
import io.tarn.api.logs.TagResourceRequest;
import io.tarn.api.logs.UntagResourceRequest;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.LogSink;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.LocalLedger;
import io.tarn.ledger.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLogs {
  private static final String REGION = "eu-west-3";
  private static final Instant START = Instant.parse("2024-11-20T17:10:56Z");

  @TempDir Path directory;
  private volatile Instant now = START;
  private final InstantSource clock = () -> now;
  private final Ids ids = new Ids(new Random(5));
  private final Map<String, Operation<?, ?>> operations = new HashMap<>();
  private @Nullable LocalLedger ledger;
  private @Nullable LogSink sink;

  @BeforeEach
  void open() {
    LocalLedger opened = LocalLedger.open(directory, clock, io.tarn.ledger.Limits.standard());
    MonitoringRoom room = new MonitoringRoom(opened, clock);
    room.prepare();
    opened.start();
    operations.clear();
    room.operations().forEach(each -> operations.put(each.model().name(), each));
    ledger = opened;
    sink = room.logSink();
  }

  @AfterEach
  void close() {
    requireNonNull(ledger).close();
  }

  @SuppressWarnings("unchecked")
  private <O> O call(String operation, Structure input) {
    Operation<Structure, Structure> found =
        (Operation<Structure, Structure>) requireNonNull(operations.get(operation), operation);
    Call call =
        new Call(
            new Caller.Root("000000000000"),
            "000000000000",
            REGION,
            ids.uuid(),
            "1-trace",
            now,
            ids,
            new Call.Transport("127.0.0.1", false, "t", "e", Optional.empty(), Optional.empty()));
    assertThat(found.access().of(input, call)).isNotEmpty();
    return (O) found.apply(input, call);
  }

  private void append(String stream, String... messages) {
    List<LogSink.Line> lines = new ArrayList<>();
    for (String message : messages) {
      lines.add(new LogSink.Line(now, message));
    }
    requireNonNull(sink).append(REGION, "/aws/lambda/f", stream, lines);
  }

  private GetLogEventsResponse read(@Nullable String token, int limit, boolean head) {
    return call(
        "GetLogEvents",
        GetLogEventsRequest.builder()
            .logGroupName("/aws/lambda/f")
            .logStreamName("s1")
            .nextToken(token)
            .limit(limit)
            .startFromHead(head)
            .build());
  }

  private static List<String> texts(GetLogEventsResponse answer) {
    return requireNonNull(answer.events()).stream()
        .map(event -> requireNonNull(event.message()))
        .toList();
  }

  private List<String> filter(@Nullable String pattern) {
    FilterLogEventsResponse answer =
        call(
            "FilterLogEvents",
            FilterLogEventsRequest.builder()
                .logGroupName("/aws/lambda/f")
                .filterPattern(pattern)
                .build());
    return requireNonNull(answer.events()).stream()
        .map(event -> event.logStreamName() + ": " + event.message())
        .toList();
  }

  private static void refused(Runnable call, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServiceError.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void makesGroupAndStreamForLinesOfTheLake() {
    append("s1", "one", "two");
    close();
    open();
    append("s1", "three");
    assertThat(texts(read(null, 100, true))).containsExactly("one", "two", "three");
    DescribeLogGroupsResponse groups =
        call(
            "DescribeLogGroups",
            DescribeLogGroupsRequest.builder().logGroupNamePrefix("/aws/lambda/").build());
    assertThat(groups.logGroups()).hasSize(1);
    LogGroup group = requireNonNull(groups.logGroups()).getFirst();
    assertThat(group.arn())
        .isEqualTo("arn:aws:logs:eu-west-3:000000000000:log-group:/aws/lambda/f:*");
    assertThat(group.storedBytes()).isEqualTo(11);
    assertThat(group.creationTime()).isEqualTo(START.toEpochMilli());
  }

  @Test
  void readsForwardsAndBackwardsByTokens() {
    append("s1", IntStream.range(0, 10).mapToObj(Integer::toString).toArray(String[]::new));
    GetLogEventsResponse newest = read(null, 4, false);
    assertThat(texts(newest)).containsExactly("6", "7", "8", "9");
    GetLogEventsResponse older = read(newest.nextBackwardToken(), 4, false);
    assertThat(texts(older)).containsExactly("2", "3", "4", "5");
    GetLogEventsResponse end = read(newest.nextForwardToken(), 4, false);
    assertThat(end.events()).isEmpty();
    assertThat(end.nextForwardToken()).isEqualTo(newest.nextForwardToken());
    append("s1", "10");
    assertThat(texts(read(end.nextForwardToken(), 4, false))).containsExactly("10");
    refused(() -> read("nonsense", 4, true), "InvalidParameterException", "invalid");
  }

  @Test
  void ordersStreamsByTheirLastEvent() {
    append("b", "x");
    now = now.plusSeconds(1);
    append("a", "x");
    now = now.plusSeconds(1);
    append("c", "x");
    DescribeLogStreamsRequest.Builder request =
        DescribeLogStreamsRequest.builder()
            .logGroupName("/aws/lambda/f")
            .orderBy("LastEventTime")
            .descending(true)
            .limit(2);
    DescribeLogStreamsResponse first = call("DescribeLogStreams", request.build());
    assertThat(first.logStreams()).extracting(LogStream::logStreamName).containsExactly("c", "a");
    DescribeLogStreamsResponse second =
        call("DescribeLogStreams", request.nextToken(first.nextToken()).build());
    assertThat(second.logStreams()).extracting(LogStream::logStreamName).containsExactly("b");
    DescribeLogStreamsResponse byName =
        call(
            "DescribeLogStreams",
            DescribeLogStreamsRequest.builder().logGroupName("/aws/lambda/f").build());
    assertThat(byName.logStreams())
        .extracting(LogStream::logStreamName)
        .containsExactly("a", "b", "c");
  }

  @Test
  void findsEventsByTheirWords() {
    append("s1", "START RequestId: 1", "ERROR disk full", "END");
    append("s2", "ERROR in test");
    assertThat(filter("ERROR -test")).containsExactly("s1: ERROR disk full");
    assertThat(filter("?disk ?test")).containsExactly("s1: ERROR disk full", "s2: ERROR in test");
    assertThat(filter(null)).hasSize(4);
    refused(() -> filter("{ $.level = \"x\" }"), "NotImplemented", "JSON");
  }

  @Test
  void pagesThroughWhatItFinds() {
    append("s1", "a1", "b", "a2", "a3");
    FilterLogEventsRequest.Builder request =
        FilterLogEventsRequest.builder().logGroupName("/aws/lambda/f").filterPattern("a").limit(2);
    FilterLogEventsResponse first = call("FilterLogEvents", request.build());
    FilterLogEventsResponse second =
        call("FilterLogEvents", request.nextToken(first.nextToken()).build());
    assertThat(first.events()).extracting(FilteredLogEvent::message).containsExactly("a1", "a2");
    assertThat(second.events()).extracting(FilteredLogEvent::message).containsExactly("a3");
  }

  private PutLogEventsResponse put(InputLogEvent... events) {
    return call(
        "PutLogEvents",
        PutLogEventsRequest.builder()
            .logGroupName("/mine")
            .logStreamName("s")
            .logEvents(List.of(events))
            .build());
  }

  private InputLogEvent event(Duration ago, String message) {
    return InputLogEvent.builder()
        .timestamp(now.minus(ago).toEpochMilli())
        .message(message)
        .build();
  }

  @Test
  void takesEventsOfClients() {
    refused(() -> put(event(Duration.ZERO, "x")), "ResourceNotFoundException", "log group");
    call("CreateLogGroup", CreateLogGroupRequest.builder().logGroupName("/mine").build());
    refused(
        () -> call("CreateLogGroup", CreateLogGroupRequest.builder().logGroupName("/mine").build()),
        "ResourceAlreadyExistsException",
        "The specified log group already exists");
    refused(() -> put(event(Duration.ZERO, "x")), "ResourceNotFoundException", "log stream");
    call(
        "CreateLogStream",
        CreateLogStreamRequest.builder().logGroupName("/mine").logStreamName("s").build());
    refused(
        () -> put(event(Duration.ZERO, "x"), event(Duration.ofSeconds(1), "y")),
        "InvalidParameterException",
        "chronological order");
    PutLogEventsResponse old = put(event(Duration.ofDays(15), "x"));
    assertThat(requireNonNull(old.rejectedLogEventsInfo()).tooOldLogEventEndIndex()).isEqualTo(1);
    PutLogEventsResponse ahead =
        put(event(Duration.ZERO, "kept"), event(Duration.ofHours(-3), "too new"));
    assertThat(requireNonNull(ahead.rejectedLogEventsInfo()).tooNewLogEventStartIndex())
        .isEqualTo(1);
    FilterLogEventsResponse kept =
        call("FilterLogEvents", FilterLogEventsRequest.builder().logGroupName("/mine").build());
    assertThat(kept.events()).extracting(FilteredLogEvent::message).containsExactly("kept");
  }

  @Test
  void removesExpiredEvents() {
    append("s1", IntStream.range(0, 1200).mapToObj(i -> "old " + i).toArray(String[]::new));
    now = now.plus(Duration.ofDays(2));
    append("s1", "new");
    refused(
        () ->
            call(
                "PutRetentionPolicy",
                PutRetentionPolicyRequest.builder()
                    .logGroupName("/aws/lambda/f")
                    .retentionInDays(2)
                    .build()),
        "InvalidParameterException",
        "Value '2' at 'retentionInDays'");
    call(
        "PutRetentionPolicy",
        PutRetentionPolicyRequest.builder()
            .logGroupName("/aws/lambda/f")
            .retentionInDays(1)
            .build());
    await(() -> filter(null).equals(List.of("s1: new")));
  }

  @Test
  void forgetsADeletedGroupAtOnce() {
    append("s1", IntStream.range(0, 1200).mapToObj(i -> "old " + i).toArray(String[]::new));
    call("DeleteLogGroup", DeleteLogGroupRequest.builder().logGroupName("/aws/lambda/f").build());
    refused(() -> filter(null), "ResourceNotFoundException", "log group");
    append("s1", "fresh");
    assertThat(filter(null)).containsExactly("s1: fresh");
    await(() -> rows() == 1);
  }

  private long rows() {
    return requireNonNull(ledger)
        .read(
            tx ->
                Sql.one(tx, "SELECT COUNT(*) FROM monitoring_event", row -> row.getLong(1))
                    .orElse(0L));
  }

  @Test
  void keepsTags() {
    append("s1", "x");
    String arn = "arn:aws:logs:eu-west-3:000000000000:log-group:/aws/lambda/f";
    call(
        "TagResource",
        TagResourceRequest.builder().resourceArn(arn).tags(Map.of("a", "1", "b", "2")).build());
    call(
        "UntagResource",
        UntagResourceRequest.builder().resourceArn(arn).tagKeys(List.of("a")).build());
    ListTagsForResourceResponse tags =
        call("ListTagsForResource", ListTagsForResourceRequest.builder().resourceArn(arn).build());
    assertThat(tags.tags()).containsExactly(Map.entry("b", "2"));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}

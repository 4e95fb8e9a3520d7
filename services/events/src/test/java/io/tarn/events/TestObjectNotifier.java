package io.tarn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.NewFact;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestObjectNotifier {
  private static final String FUNCTION = "arn:aws:lambda:eu-west-3:000000000000:function:told";

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

  /** A fact as the store writes it; {@code notify} is what the bucket's document made fit. */
  private void object(String notify) {
    Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
    String body =
        """
        {"version":"0","bucket":{"name":"lake"},
         "object":{"key":"in dir/ü+.csv","size":5,"etag":"5d41","version-id":"v1","sequencer":"00A1"},
         "request-id":"request-7","requester":"000000000000","source-ip-address":"10.0.0.7",
         "eventBridge":false,"reason":"PutObject",
         "s3":{"eventName":"ObjectCreated:Put","principalId":"AWS:AIDA","notify":[%s]}}
        """
            .formatted(notify);
    lake.ledger.commit(
        tx -> {
          tx.publish(
              new NewFact(
                  "ObjectCreated",
                  1,
                  at,
                  TestingLake.REGION,
                  "arn:aws:s3:::lake/in dir/ü+.csv",
                  "arn:aws:iam::000000000000:user/who",
                  "trace-9",
                  body));
          return true;
        });
  }

  @Test
  void invokesTheFunctionWithTheMessageOfAws() {
    object("{\"id\":\"first\",\"arn\":\"" + FUNCTION + "\"}");
    lake.until("one invocation", () -> lake.seen.size() == 1);
    TestingLake.Seen seen = lake.seen.getFirst();
    assertThat(seen.target()).isEqualTo(FUNCTION);
    assertThat(seen.name()).isEqualTo("Event");
    assertThat(seen.origin().traceId()).isEqualTo("trace-9");
    assertThat(seen.origin().caller())
        .isEqualTo(new Caller.Service("000000000000", "s3.amazonaws.com", "arn:aws:s3:::lake"));
    JsonNode record = seen.input().path("Records").path(0);
    assertThat(seen.input().path("Records")).hasSize(1);
    assertThat(record.toString())
        .isEqualTo(
            """
            {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-3",\
            "eventTime":"2026-01-02T03:04:05.678Z","eventName":"ObjectCreated:Put",\
            "userIdentity":{"principalId":"AWS:AIDA"},\
            "requestParameters":{"sourceIPAddress":"10.0.0.7"},\
            "responseElements":{"x-amz-request-id":"request-7","x-amz-id-2":"dGFybi9yZXF1ZXN0LTc="},\
            "s3":{"s3SchemaVersion":"1.0","configurationId":"first",\
            "bucket":{"name":"lake","ownerIdentity":{"principalId":"000000000000"},"arn":"arn:aws:s3:::lake"},\
            "object":{"key":"in+dir/%C3%BC%2B.csv","size":5,"eTag":"5d41","versionId":"v1","sequencer":"00A1"}}}\
            """);
  }

  @Test
  void tellsNobodyWhereNothingFits() {
    object("");
    object(
        "{\"id\":\"a\",\"arn\":\"" + FUNCTION + "\"},{\"id\":\"b\",\"arn\":\"" + FUNCTION + "2\"}");
    lake.until("two invocations", () -> lake.seen.size() == 2);
    assertThat(lake.seen)
        .extracting(TestingLake.Seen::target)
        .containsExactlyInAnyOrder(FUNCTION, FUNCTION + "2");
  }

  @Test
  void triesAgainWhatMayPassAndTellsWhatDoesNot() {
    lake.gate =
        operation -> {
          if (lake.tried.size() == 1) {
            throw new ServiceError("ServiceException", 500, "not now");
          }
          if (lake.tried.size() > 2) {
            throw new ServiceError("AccessDeniedException", 403, "not you");
          }
        };
    object("{\"id\":\"a\",\"arn\":\"" + FUNCTION + "\"}");
    lake.until("the second try", () -> lake.seen.size() == 1);
    object("{\"id\":\"b\",\"arn\":\"" + FUNCTION + "\"}");
    lake.until("the refusal", () -> lake.facts("NotificationFailed") == 1);
    assertThat(lake.seen).hasSize(1);
    assertThat(lake.ledger.facts(0, 100).getLast().body())
        .contains("AccessDeniedException: not you");
  }
}

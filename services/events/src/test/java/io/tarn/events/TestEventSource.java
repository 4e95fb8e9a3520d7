package io.tarn.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.ledger.Fact;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestEventSource {
  private final EventSource source = new EventSource("000000000000");

  private String event(long position, String kind, String body) {
    Fact fact =
        new Fact(
            position,
            kind,
            1,
            Instant.parse("2024-11-17T10:00:00.500Z"),
            "eu-west-3",
            "subject",
            "caller",
            "trace",
            body);
    return source
        .of(fact)
        .map(arrival -> arrival.bus().name() + " " + Json.write(arrival.event()))
        .orElse("none");
  }

  @Test
  void aQuerysStateIsAnEventOfAthena() {
    assertThat(
            event(
                7,
                "QueryExecutionStateChanged",
                "{\"queryExecutionId\":\"q\",\"state\":\"SUCCEEDED\",\"previousState\":\"RUNNING\","
                    + "\"workgroupName\":\"primary\",\"statementType\":\"DML\"}"))
        .startsWith("default {\"version\":\"0\",\"id\":\"")
        .endsWith(
            "\"detail-type\":\"Athena Query State Change\",\"source\":\"aws.athena\","
                + "\"account\":\"000000000000\",\"time\":\"2024-11-17T10:00:00Z\","
                + "\"region\":\"eu-west-3\",\"resources\":[],\"detail\":{\"versionId\":\"0\","
                + "\"currentState\":\"SUCCEEDED\",\"previousState\":\"RUNNING\","
                + "\"statementType\":\"DML\",\"queryExecutionId\":\"q\","
                + "\"workgroupName\":\"primary\"}}");
  }

  @Test
  void aFactReadTwiceIsTheSameEvent() {
    String body = "{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"k\"},\"eventBridge\":true}";
    assertThat(event(1, "ObjectCreated", body)).isEqualTo(event(1, "ObjectCreated", body));
    assertThat(event(1, "ObjectCreated", body)).isNotEqualTo(event(2, "ObjectCreated", body));
  }

  @Test
  void otherFactsAreNoEvents() {
    assertThat(event(1, "TableChanged", "{}")).isEqualTo("none");
    assertThat(event(1, "ObjectCreated", "{\"eventBridge\":false}")).isEqualTo("none");
  }
}

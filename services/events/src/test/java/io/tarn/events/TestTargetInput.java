package io.tarn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestTargetInput {
  private static final JsonNode EVENT =
      Json.parseOwn(
          """
          {"id":"e1","source":"aws.s3","detail":{"bucket":{"name":"raw"},"object":{"key":"a \\"b\\".csv","size":214}}}
          """);
  private static final TargetInput.Matched RULE =
      new TargetInput.Matched("arn:rule", "rule", "2024-11-17T10:00:00Z");

  private static String fill(String template) {
    TargetInput input =
        new TargetInput.Template(
            Map.of("b", "$.detail.bucket.name", "o", "$.detail.object", "k", "$.detail.object.key"),
            template);
    return TargetInput.build(input, EVENT, RULE);
  }

  @Test
  void passesTheWholeEvent() {
    assertThat(TargetInput.build(new TargetInput.Whole(), EVENT, RULE))
        .isEqualTo(Json.write(EVENT));
  }

  @Test
  void takesAPart() {
    assertThat(TargetInput.build(new TargetInput.Part("$.detail.bucket"), EVENT, RULE))
        .isEqualTo("{\"name\":\"raw\"}");
  }

  @Test
  void fillsValuesAsJsonAndTextAsText() {
    assertThat(fill("{\"bucket\": <b>, \"object\": <o>, \"say\": \"new <k> in <b>\"}"))
        .isEqualTo(
            "{\"bucket\": \"raw\", \"object\": {\"key\":\"a \\\"b\\\".csv\",\"size\":214},"
                + " \"say\": \"new a \\\"b\\\".csv in raw\"}");
  }

  @Test
  void knowsThePredefinedVariables() {
    assertThat(fill("{\"r\": <aws.events.rule-name>, \"e\": <aws.events.event>}"))
        .isEqualTo("{\"r\": \"rule\", \"e\": {\"id\":\"e1\",\"source\":\"aws.s3\"}}");
  }

  @Test
  void missingPathIsNullOrEmpty() {
    assertThat(fill("{\"x\": <nothing>, \"y\": \"<nothing>\"}"))
        .isEqualTo("{\"x\": null, \"y\": \"\"}");
  }

  @Test
  void judgesTemplates() {
    assertThat(TargetInput.isTemplate("{\"a\": <b>, \"c\": \"<d> e\"}")).isTrue();
    assertThat(TargetInput.isTemplate("\"text <b>\"")).isTrue();
    assertThat(TargetInput.isTemplate("{\"a\": <b>")).isFalse();
    assertThat(TargetInput.isTemplate("bare <b> words")).isFalse();
  }
}

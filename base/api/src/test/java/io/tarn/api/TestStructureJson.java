package io.tarn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.secretsmanager.CreateSecretRequest;
import io.tarn.api.stepfunctions.StartExecutionInput;
import io.tarn.api.stepfunctions.StartExecutionOutput;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestStructureJson {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void keepsEverythingThroughText() {
    Table table =
        Table.builder()
            .name("sales")
            .createTime(Instant.parse("2026-01-31T10:00:00.123Z"))
            .parameters(Map.of("classification", "csv"))
            .storageDescriptor(
                StorageDescriptor.builder()
                    .columns(List.of(Column.builder().name("id").type("bigint").build()))
                    .compressed(false)
                    .build())
            .build();
    String text = StructureJson.write(table);
    assertThat(text).contains("\"CreateTime\":\"2026-01-31T10:00:00.123Z\"");
    assertThat(StructureJson.read(text, Table.builder()).build()).isEqualTo(table);
  }

  @Test
  void passesOverMembersOfNewerModels() {
    assertThat(StructureJson.read("{\"Name\":\"a\",\"New\":{\"x\":[1]}}", Table.builder()).build())
        .isEqualTo(Table.builder().name("a").build());
  }

  @Test
  void dispatchesWithCapitalNamesAndEitherCase() throws Exception {
    JsonNode input = json.readTree("{\"StateMachineArn\":\"arn:x\",\"input\":\"{}\"}");
    StartExecutionInput start =
        StructureJson.fromNode(input, StartExecutionInput.builder()).build();
    assertThat(start.stateMachineArn()).isEqualTo("arn:x");
    assertThat(start.input()).isEqualTo("{}");
    StartExecutionOutput output =
        StartExecutionOutput.builder().executionArn("arn:e").startDate(Instant.EPOCH).build();
    assertThat(StructureJson.toNode(output).toString())
        .isEqualTo("{\"ExecutionArn\":\"arn:e\",\"StartDate\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void dispatchesBlobsAndBodiesAsText() throws Exception {
    JsonNode input = json.readTree("{\"FunctionName\":\"f\",\"Payload\":{\"a\":1}}");
    InvocationRequest invoke = StructureJson.fromNode(input, InvocationRequest.builder()).build();
    assertThat(new String(invoke.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    GetObjectOutput object =
        GetObjectOutput.builder().body(Body.of("hello".getBytes(StandardCharsets.UTF_8))).build();
    assertThat(StructureJson.toNode(object).path("Body").asText()).isEqualTo("hello");
  }

  @Test
  void refusesUnknownMembersOfDispatchedCalls() throws Exception {
    JsonNode input = json.readTree("{\"Nmae\":\"x\"}");
    assertThatThrownBy(() -> StructureJson.fromNode(input, GetTableRequest.builder()))
        .isInstanceOf(ServiceError.class)
        .hasMessage("The member Nmae is unknown in GetTableRequest");
  }

  @Test
  void saysWhereAValueHasTheWrongType() throws Exception {
    JsonNode input = json.readTree("{\"DatabaseName\":{\"a\":1}}");
    assertThatThrownBy(() -> StructureJson.fromNode(input, GetTableRequest.builder()))
        .hasMessage("a string expected at /DatabaseName, but start object found");
  }

  @Test
  void leavesSecretsOutOfDescriptions() {
    assertThat(CreateSecretRequest.builder().name("n").secretString("hush").build().toString())
        .contains("n")
        .doesNotContain("hush");
  }
}

package io.tarn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.StartQueryExecutionInput;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.PutObjectTaggingRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.Tag;
import io.tarn.api.s3.Tagging;
import io.tarn.kernel.ServiceError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestValidation {
  @Test
  void letsGoodInputPass() {
    GetTableRequest input = GetTableRequest.builder().databaseName("db").name("t").build();
    assertThatCode(() -> Validation.check(GlueService.GET_TABLE, input)).doesNotThrowAnyException();
  }

  @Test
  void saysWhichRequiredMemberIsMissing() {
    GetTableRequest input = GetTableRequest.builder().databaseName("db").build();
    assertThatThrownBy(() -> Validation.check(GlueService.GET_TABLE, input))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).isEqualTo("InvalidInputException");
              assertThat(error.status()).isEqualTo(400);
            })
        .hasMessage(
            "1 validation error detected: Value null at 'name' failed to satisfy constraint:"
                + " Member must not be null");
  }

  @Test
  void countsAllFailures() {
    GetTableRequest input = GetTableRequest.builder().name("").build();
    assertThatThrownBy(() -> Validation.check(GlueService.GET_TABLE, input))
        .hasMessage(
            "2 validation errors detected: Value null at 'databaseName' failed to satisfy"
                + " constraint: Member must not be null; Value '' at 'name' failed to satisfy"
                + " constraint: Member must have length greater than or equal to 1");
  }

  @Test
  void namesNestedPathsAsAwsDoes() {
    CreateTableRequest input =
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                TableInput.builder()
                    .name("t")
                    .storageDescriptor(
                        StorageDescriptor.builder()
                            .columns(
                                List.of(
                                    Column.builder().name("a").build(),
                                    Column.builder().name("").build()))
                            .build())
                    .build())
            .build();
    assertThat(Validation.failures(input))
        .containsExactly(
            "Value '' at 'tableInput.storageDescriptor.columns.2.member.name' failed to satisfy"
                + " constraint: Member must have length greater than or equal to 1");
  }

  @Test
  void judgesMapsAsAWhole() {
    CreateTableRequest input =
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                TableInput.builder().name("t").parameters(Map.of("k".repeat(256), "v")).build())
            .build();
    assertThat(Validation.failures(input))
        .singleElement()
        .asString()
        .endsWith(
            "at 'tableInput.parameters' failed to satisfy constraint: Map keys must satisfy"
                + " constraint: [Member must have length less than or equal to 255, Member must have"
                + " length greater than or equal to 1, Member must satisfy regular expression"
                + " pattern: [\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*]");
  }

  @Test
  void usesTheServicesOwnCode() {
    assertThatThrownBy(
            () ->
                Validation.check(
                    AthenaService.START_QUERY_EXECUTION,
                    StartQueryExecutionInput.builder().build()))
        .isInstanceOfSatisfying(
            ServiceError.class, e -> assertThat(e.code()).isEqualTo("InvalidRequestException"));
    assertThatThrownBy(
            () ->
                Validation.check(
                    IamService.CREATE_USER, CreateUserRequest.builder().userName("a b").build()))
        .isInstanceOfSatisfying(
            ServiceError.class, e -> assertThat(e.code()).isEqualTo("ValidationError"))
        .hasMessageContaining(
            "Value 'a b' at 'userName' failed to satisfy constraint: Member must satisfy regular"
                + " expression pattern: [\\w+=,.@-]+");
  }

  @Test
  void leavesS3ToItsOwnErrors() {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket("b").key("k");
    assertThatCode(() -> Validation.check(S3Service.GET_OBJECT, request.partNumber(-1).build()))
        .doesNotThrowAnyException();
  }

  @Test
  void wantsS3sDocumentsWhole() {
    PutObjectTaggingRequest.Builder request =
        PutObjectTaggingRequest.builder().bucket("b").key("k");
    refused("MalformedXML", request.build());
    Tagging noValue = Tagging.builder().tagSet(List.of(Tag.builder().key("a").build())).build();
    refused("MalformedXML", request.tagging(noValue).build());
    Tagging none = Tagging.builder().tagSet(List.of()).build();
    assertThatCode(
            () -> Validation.check(S3Service.PUT_OBJECT_TAGGING, request.tagging(none).build()))
        .doesNotThrowAnyException();
  }

  private static void refused(String code, PutObjectTaggingRequest input) {
    assertThatThrownBy(() -> Validation.check(S3Service.PUT_OBJECT_TAGGING, input))
        .isInstanceOfSatisfying(ServiceError.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}

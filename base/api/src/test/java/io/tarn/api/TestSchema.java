package io.tarn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TestSchema {
  @Test
  void readsNamesTypesAndLimits() {
    Schema schema = GetTableRequest.SCHEMA;
    assertThat(schema.name()).isEqualTo("GetTableRequest");
    Member database = schema.find("DatabaseName");
    assertThat(database.isRequired()).isTrue();
    assertThat(database.type().kind()).isEqualTo(Type.Kind.STRING);
    assertThat(database.type().max()).isEqualByComparingTo("255");
    assertThat(schema.find("QueryAsOfTime").type().kind()).isEqualTo(Type.Kind.TIMESTAMP);
  }

  @Test
  void readsLocations() {
    assertThat(PutObjectRequest.SCHEMA.find("Key").location()).isEqualTo(Member.Location.URI);
    Member etag = GetObjectOutput.SCHEMA.find("ETag");
    assertThat(etag.location()).isEqualTo(Member.Location.HEADER);
    assertThat(etag.locationName()).isEqualTo("ETag");
    Member metadata = GetObjectOutput.SCHEMA.find("Metadata");
    assertThat(metadata.location()).isEqualTo(Member.Location.HEADERS);
    assertThat(metadata.locationName()).isEqualTo("x-amz-meta-");
    assertThat(GetObjectOutput.SCHEMA.payload().name()).isEqualTo("Body");
    assertThat(GetObjectOutput.SCHEMA.payload().isStreaming()).isTrue();
  }

  @Test
  void findsNestedStructures() {
    Type input = CreateTableRequest.SCHEMA.find("TableInput").type();
    Type columns =
        input.structure().find("StorageDescriptor").type().structure().find("Columns").type();
    assertThat(columns.kind()).isEqualTo(Type.Kind.LIST);
    assertThat(columns.element().structure().name()).isEqualTo("Column");
  }

  /** Every schema of every service parses, agrees with its record, and its builder builds. */
  @Test
  void everySchemaFitsItsRecord() {
    int structures = 0;
    for (String service : Services.names()) {
      for (OperationModel<?, ?> operation : Services.find(service).operations()) {
        Shapes shapes = operation.input().shapes();
        for (int i = 0; i < shapes.size(); i++) {
          Structure empty = shapes.schema(i).newBuilder().build();
          assertThat(empty.schema()).isSameAs(shapes.schema(i));
          for (Member member : empty.schema().members()) {
            assertThat(empty.get(member.index())).isNull();
          }
          structures++;
        }
        break;
      }
    }
    assertThat(structures).isGreaterThan(1000);
  }

  @Test
  void everyPatternCompilesOrIsKnownNotTo() {
    Set<String> bad = new HashSet<>();
    for (String service : Services.names()) {
      Shapes shapes = Services.find(service).operations().getFirst().input().shapes();
      for (int i = 0; i < shapes.size(); i++) {
        for (Member member : shapes.schema(i).members()) {
          String pattern = member.type().pattern();
          if (pattern != null && Type.compile(pattern).pattern().equals(".*") && !pattern.equals(".*")) {
            bad.add(pattern);
          }
        }
      }
    }
    assertThat(bad).isEmpty();
    assertThat(Pattern.matches(".*", "")).isTrue();
  }

  @Test
  void knowsOperationsWithoutRecordsByName() {
    assertThat(S3Service.MODEL.find("GetObject")).isSameAs(S3Service.GET_OBJECT);
    assertThat(S3Service.MODEL.find("GetObjectTorrent")).isNull();
    assertThat(S3Service.MODEL.operationNames()).contains("GetObjectTorrent");
    assertThat(S3Service.GET_OBJECT.method()).isEqualTo("GET");
  }

  @Test
  void findsServicesByWhatARequestNames() {
    assertThat(Services.ofSigningName("states")).isEqualTo("stepfunctions");
    assertThat(Services.ofSigningName("monitoring")).isEqualTo("cloudwatch");
    assertThat(Services.ofTarget("AWSGlue")).isEqualTo("glue");
    assertThat(Services.ofVersion("2010-05-08")).isEqualTo("iam");
    assertThat(Services.find("nosuch")).isNull();
  }

  @Test
  void readsErrors() {
    ServiceModel sqs = Services.find("sqs");
    assertThat(sqs.isQueryCompatible()).isTrue();
    ErrorModel gone = sqs.error("QueueDoesNotExist");
    assertThat(gone.code()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
    assertThat(sqs.error(gone.code())).isEqualTo(gone);
    assertThat(Services.find("glue").messageMember()).isEqualTo("Message");
    assertThat(Services.find("stepfunctions").messageMember()).isEqualTo("message");
  }

  @Test
  void keepsOrderAndNullsOfCollections() {
    CreateUserRequest one = CreateUserRequest.builder().userName("a").build();
    assertThat(one.toBuilder().path("/x/").build())
        .isEqualTo(CreateUserRequest.builder().userName("a").path("/x/").build());
  }
}

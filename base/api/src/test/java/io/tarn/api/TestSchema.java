package io.tarn.api;

import static java.util.Objects.requireNonNull;
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
    Member database = member(schema, "DatabaseName");
    assertThat(database.isRequired()).isTrue();
    assertThat(database.type().kind()).isEqualTo(Type.Kind.STRING);
    assertThat(database.type().max()).isEqualByComparingTo("255");
    assertThat(member(schema, "QueryAsOfTime").type().kind()).isEqualTo(Type.Kind.TIMESTAMP);
  }

  @Test
  void readsLocations() {
    assertThat(member(PutObjectRequest.SCHEMA, "Key").location()).isEqualTo(Member.Location.URI);
    Member etag = member(GetObjectOutput.SCHEMA, "ETag");
    assertThat(etag.location()).isEqualTo(Member.Location.HEADER);
    assertThat(etag.locationName()).isEqualTo("ETag");
    Member metadata = member(GetObjectOutput.SCHEMA, "Metadata");
    assertThat(metadata.location()).isEqualTo(Member.Location.HEADERS);
    assertThat(metadata.locationName()).isEqualTo("x-amz-meta-");
    Member payload = requireNonNull(GetObjectOutput.SCHEMA.payload());
    assertThat(payload.name()).isEqualTo("Body");
    assertThat(payload.isStreaming()).isTrue();
  }

  @Test
  void findsNestedStructures() {
    Schema input = member(CreateTableRequest.SCHEMA, "TableInput").type().structure();
    Schema storage = member(input, "StorageDescriptor").type().structure();
    Type columns = member(storage, "Columns").type();
    assertThat(columns.kind()).isEqualTo(Type.Kind.LIST);
    assertThat(columns.element().structure().name()).isEqualTo("Column");
  }

  /** Every schema of every service parses, agrees with its record, and its builder builds. */
  @Test
  void everySchemaFitsItsRecord() {
    int structures = 0;
    for (String service : Services.names()) {
      for (OperationModel<?, ?> operation : service(service).operations()) {
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
      Shapes shapes = service(service).operations().getFirst().input().shapes();
      for (int i = 0; i < shapes.size(); i++) {
        for (Member member : shapes.schema(i).members()) {
          String pattern = member.type().pattern();
          if (pattern != null
              && Type.compile(pattern).pattern().equals(".*")
              && !pattern.equals(".*")) {
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
    ServiceModel iam = service("iam");
    ErrorModel missing = requireNonNull(iam.error("NoSuchEntityException"));
    assertThat(missing.code()).isEqualTo("NoSuchEntity");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(iam.error("NoSuchEntity")).isEqualTo(missing);
    assertThat(service("sqs").isQueryCompatible()).isTrue();
    assertThat(service("glue").messageMember()).isEqualTo("Message");
    assertThat(service("stepfunctions").messageMember()).isEqualTo("message");
  }

  @Test
  void keepsOrderAndNullsOfCollections() {
    CreateUserRequest one = CreateUserRequest.builder().userName("a").build();
    assertThat(one.toBuilder().path("/x/").build())
        .isEqualTo(CreateUserRequest.builder().userName("a").path("/x/").build());
  }

  private static Member member(Schema schema, String name) {
    return requireNonNull(schema.find(name), name);
  }

  private static ServiceModel service(String name) {
    return requireNonNull(Services.find(name), name);
  }
}

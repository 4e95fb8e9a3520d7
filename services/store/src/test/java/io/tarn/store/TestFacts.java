package io.tarn.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.Body;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.CompletedMultipartUpload;
import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.DeleteObjectTaggingRequest;
import io.tarn.api.s3.EventBridgeConfiguration;
import io.tarn.api.s3.FilterRule;
import io.tarn.api.s3.LambdaFunctionConfiguration;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.NotificationConfigurationFilter;
import io.tarn.api.s3.OwnershipControls;
import io.tarn.api.s3.OwnershipControlsRule;
import io.tarn.api.s3.PostObjectRequest;
import io.tarn.api.s3.PutBucketNotificationConfigurationRequest;
import io.tarn.api.s3.PutBucketOwnershipControlsRequest;
import io.tarn.api.s3.PutObjectAclRequest;
import io.tarn.api.s3.PutObjectTaggingRequest;
import io.tarn.api.s3.S3KeyFilter;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.Tag;
import io.tarn.api.s3.Tagging;
import io.tarn.api.s3.UploadPartRequest;
import io.tarn.ledger.Fact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change of an object writes one fact, with what S3's event message needs of it. */
class TestFacts {
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:told";
  private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Fact newest() {
    return lake.facts().getLast();
  }

  /** The newest fact's body, after a look at what every one of them has. */
  private JsonNode check(String kind, String event) {
    Fact fact = newest();
    assertThat(fact.kind()).isEqualTo(kind);
    assertThat(fact.region()).isEqualTo("us-east-1");
    assertThat(fact.caller()).isEqualTo("arn:aws:iam::000000000000:root");
    assertThat(fact.traceId()).isEqualTo("trace-1");
    JsonNode body = Attributes.parse(fact.body());
    assertThat(body.path("bucket").path("name").asText()).isEqualTo("lake");
    assertThat(body.path("requester").asText()).isEqualTo("000000000000");
    assertThat(body.path("source-ip-address").asText()).isEqualTo("127.0.0.1");
    assertThat(body.path("request-id").asText()).startsWith("request-");
    assertThat(body.path("s3").path("eventName").asText()).isEqualTo(event);
    assertThat(fact.subject())
        .isEqualTo("arn:aws:s3:::lake/" + body.path("object").path("key").asText());
    return body;
  }

  private static void checkCreated(JsonNode body, String key, int size, String etag) {
    JsonNode object = body.path("object");
    assertThat(object.path("key").asText()).isEqualTo(key);
    assertThat(object.path("size").asInt()).isEqualTo(size);
    assertThat(object.path("etag").asText()).isEqualTo(etag);
    assertThat(object.path("sequencer").asText()).matches("[0-9A-F]{18}");
  }

  @Test
  void tellsOfAPut() {
    lake.put("lake", "a b/ü", "hello");
    JsonNode body = check("ObjectCreated", "ObjectCreated:Put");
    checkCreated(body, "a b/ü", 5, MD5_OF_HELLO);
    assertThat(body.path("reason").asText()).isEqualTo("PutObject");
    assertThat(body.path("object").has("version-id")).isFalse();
    assertThat(body.path("s3").has("notify")).isFalse();
  }

  @Test
  void tellsOfAForm() {
    lake.run(
        S3Service.POST_OBJECT,
        PostObjectRequest.builder()
            .bucket("lake")
            .key("posted")
            .body(Body.of("hello".getBytes(StandardCharsets.UTF_8)))
            .build());
    JsonNode body = check("ObjectCreated", "ObjectCreated:Post");
    checkCreated(body, "posted", 5, MD5_OF_HELLO);
    assertThat(body.path("reason").asText()).isEqualTo("POST Object");
  }

  @Test
  void tellsOfACopy() {
    lake.put("lake", "from", "hello");
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder().bucket("lake").key("to").copySource("lake/from").build());
    JsonNode body = check("ObjectCreated", "ObjectCreated:Copy");
    checkCreated(body, "to", 5, MD5_OF_HELLO);
    assertThat(body.path("reason").asText()).isEqualTo("CopyObject");
  }

  @Test
  void tellsOfACompletedUploadOnce() {
    String id =
        requireNonNull(
            lake.run(
                    S3Service.CREATE_MULTIPART_UPLOAD,
                    CreateMultipartUploadRequest.builder().bucket("lake").key("parts").build())
                .uploadId());
    String etag =
        lake.run(
                S3Service.UPLOAD_PART,
                UploadPartRequest.builder()
                    .bucket("lake")
                    .key("parts")
                    .uploadId(id)
                    .partNumber(1)
                    .body(Body.of("hello".getBytes(StandardCharsets.UTF_8)))
                    .build())
            .eTag();
    CompleteMultipartUploadRequest complete =
        CompleteMultipartUploadRequest.builder()
            .bucket("lake")
            .key("parts")
            .uploadId(id)
            .multipartUpload(
                CompletedMultipartUpload.builder()
                    .parts(List.of(CompletedPart.builder().partNumber(1).eTag(etag).build()))
                    .build())
            .build();
    assertThat(lake.facts()).isEmpty();
    lake.run(S3Service.COMPLETE_MULTIPART_UPLOAD, complete);
    lake.run(S3Service.COMPLETE_MULTIPART_UPLOAD, complete);
    assertThat(lake.facts()).hasSize(1);
    JsonNode body = check("ObjectCreated", "ObjectCreated:CompleteMultipartUpload");
    assertThat(body.path("object").path("etag").asText()).endsWith("-1");
    assertThat(body.path("object").path("size").asInt()).isEqualTo(5);
  }

  @Test
  void tellsOfADeletion() {
    lake.put("lake", "gone", "hello");
    delete("gone", null);
    JsonNode body = check("ObjectDeleted", "ObjectRemoved:Delete");
    assertThat(body.path("deletion-type").asText()).isEqualTo("Permanently Deleted");
    assertThat(body.path("object").path("sequencer").asText()).isNotEmpty();
    int facts = lake.facts().size();
    delete("never-there", null);
    assertThat(lake.facts()).hasSize(facts);
  }

  @Test
  void tellsOfAMarkerAndOfItsRemoval() {
    lake.setVersioning("lake", "Enabled");
    String version = lake.put("lake", "versioned", "hello").versionId();
    checkCreated(check("ObjectCreated", "ObjectCreated:Put"), "versioned", 5, MD5_OF_HELLO);
    delete("versioned", null);
    JsonNode marker = check("ObjectDeleted", "ObjectRemoved:DeleteMarkerCreated");
    assertThat(marker.path("deletion-type").asText()).isEqualTo("Delete Marker Created");
    assertThat(marker.path("object").path("version-id").asText()).isNotEqualTo(version);
    delete("versioned", version);
    JsonNode body = check("ObjectDeleted", "ObjectRemoved:Delete");
    assertThat(body.path("object").path("version-id").asText()).isEqualTo(version);
  }

  @Test
  void tellsOfTags() {
    lake.put("lake", "tagged", "hello");
    lake.run(
        S3Service.PUT_OBJECT_TAGGING,
        PutObjectTaggingRequest.builder()
            .bucket("lake")
            .key("tagged")
            .tagging(
                Tagging.builder()
                    .tagSet(List.of(Tag.builder().key("team").value("a").build()))
                    .build())
            .build());
    JsonNode put = check("ObjectTagsAdded", "ObjectTagging:Put");
    assertThat(put.path("object").path("etag").asText()).isEqualTo(MD5_OF_HELLO);
    lake.run(
        S3Service.DELETE_OBJECT_TAGGING,
        DeleteObjectTaggingRequest.builder().bucket("lake").key("tagged").build());
    check("ObjectTagsDeleted", "ObjectTagging:Delete");
  }

  @Test
  void tellsOfAListThatChangesSomething() {
    lake.run(
        S3Service.PUT_BUCKET_OWNERSHIP_CONTROLS,
        PutBucketOwnershipControlsRequest.builder()
            .bucket("lake")
            .ownershipControls(
                OwnershipControls.builder()
                    .rules(
                        List.of(
                            OwnershipControlsRule.builder()
                                .objectOwnership("ObjectWriter")
                                .build()))
                    .build())
            .build());
    lake.put("lake", "listed", "hello");
    setAcl("authenticated-read");
    JsonNode body = check("ObjectAclUpdated", "ObjectAcl:Put");
    assertThat(body.path("object").path("etag").asText()).isEqualTo(MD5_OF_HELLO);
    int facts = lake.facts().size();
    setAcl("authenticated-read");
    assertThat(lake.facts()).hasSize(facts);
    setAcl("private");
    assertThat(lake.facts()).hasSize(facts + 1);
  }

  private void setAcl(String canned) {
    lake.run(
        S3Service.PUT_OBJECT_ACL,
        PutObjectAclRequest.builder().bucket("lake").key("listed").acl(canned).build());
  }

  @Test
  void carriesTheConfigurationsThatFit() {
    NotificationConfiguration wanted =
        NotificationConfiguration.builder()
            .eventBridgeConfiguration(EventBridgeConfiguration.builder().build())
            .lambdaFunctionConfigurations(
                List.of(
                    told("puts", "s3:ObjectCreated:*", "in dir/", ".csv"),
                    told("removals", "s3:ObjectRemoved:Delete", "", "")))
            .build();
    lake.run(
        S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
        PutBucketNotificationConfigurationRequest.builder()
            .bucket("lake")
            .skipDestinationValidation(true)
            .notificationConfiguration(wanted)
            .build());
    lake.put("lake", "in dir/a.csv", "hello");
    JsonNode body = check("ObjectCreated", "ObjectCreated:Put");
    assertThat(body.path("eventBridge").asBoolean()).isTrue();
    assertThat(body.path("s3").path("notify").toString())
        .isEqualTo("[{\"id\":\"puts\",\"arn\":\"" + FUNCTION + "\"}]");
    assertThat(body.path("s3").path("principalId").asText()).isEqualTo("AWS:000000000000");
    lake.put("lake", "in dir/a.txt", "hello");
    assertThat(check("ObjectCreated", "ObjectCreated:Put").path("s3").has("notify")).isFalse();
    delete("in dir/a.txt", null);
    assertThat(check("ObjectDeleted", "ObjectRemoved:Delete").at("/s3/notify/0/id").asText())
        .isEqualTo("removals");
  }

  private void delete(String key, @Nullable String version) {
    lake.run(
        S3Service.DELETE_OBJECT,
        DeleteObjectRequest.builder().bucket("lake").key(key).versionId(version).build());
  }

  private static LambdaFunctionConfiguration told(
      String id, String event, String prefix, String suffix) {
    return LambdaFunctionConfiguration.builder()
        .id(id)
        .lambdaFunctionArn(FUNCTION)
        .events(List.of(event))
        .filter(
            NotificationConfigurationFilter.builder()
                .key(
                    S3KeyFilter.builder()
                        .filterRules(
                            List.of(
                                FilterRule.builder().name("prefix").value(prefix).build(),
                                FilterRule.builder().name("Suffix").value(suffix).build()))
                        .build())
                .build())
        .build();
  }
}

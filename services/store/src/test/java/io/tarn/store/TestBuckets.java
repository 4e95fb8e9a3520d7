package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.CreateBucketConfiguration;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.DeleteBucketPolicyRequest;
import io.tarn.api.s3.DeleteBucketRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.EventBridgeConfiguration;
import io.tarn.api.s3.GetBucketLocationRequest;
import io.tarn.api.s3.GetBucketNotificationConfigurationRequest;
import io.tarn.api.s3.GetBucketPolicyRequest;
import io.tarn.api.s3.GetBucketTaggingRequest;
import io.tarn.api.s3.HeadBucketRequest;
import io.tarn.api.s3.ListBucketsRequest;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.PutBucketNotificationConfigurationRequest;
import io.tarn.api.s3.PutBucketPolicyRequest;
import io.tarn.api.s3.PutBucketTaggingRequest;
import io.tarn.api.s3.QueueConfiguration;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.Tag;
import io.tarn.api.s3.Tagging;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBuckets {
  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void refusesWrongNames() {
    for (String name :
        List.of(
            "ab",
            "xyz_bucket",
            "Upper",
            "-front",
            "back-",
            "a..b",
            "192.168.5.4",
            "xn--abc",
            "abc-s3alias",
            "has space",
            "query",
            "iceberg",
            "ümlaut",
            "a123456789012345678901234567890123456789012345678901234567890123")) {
      refuses("InvalidBucketName", 400, () -> lake.createBucket(name));
    }
  }

  @Test
  void knowsRegions() {
    lake.createBucket("here");
    lake.createBucket("there", "eu-west-3");
    lake.createBucket("here");
    refuses("BucketAlreadyOwnedByYou", 409, () -> lake.createBucket("there", "eu-west-3"));
    refuses("InvalidLocationConstraint", 400, () -> lake.createBucket("else", "nowhere"));
    refuses(
        "IllegalLocationConstraintException",
        400,
        () ->
            lake.run(
                S3Service.CREATE_BUCKET,
                CreateBucketRequest.builder().bucket("else").build(),
                lake.call("eu-west-3")));
    refuses(
        "IllegalLocationConstraintException",
        400,
        () ->
            lake.run(
                S3Service.CREATE_BUCKET,
                CreateBucketRequest.builder()
                    .bucket("else")
                    .createBucketConfiguration(
                        CreateBucketConfiguration.builder().locationConstraint("eu-west-1").build())
                    .build(),
                lake.call("eu-west-3")));
    assertThat(
            requireNonNull(
                lake.run(S3Service.LIST_BUCKETS, ListBucketsRequest.builder().build()).buckets()))
        .extracting(bucket -> bucket.name() + " " + bucket.bucketRegion())
        .containsExactly("here us-east-1", "there eu-west-3");
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_LOCATION,
                    GetBucketLocationRequest.builder().bucket("there").build())
                .locationConstraint())
        .isEqualTo("eu-west-3");
    assertThat(
            lake.run(S3Service.HEAD_BUCKET, HeadBucketRequest.builder().bucket("there").build())
                .bucketRegion())
        .isEqualTo("eu-west-3");
    refuses(
        "NoSuchBucket",
        404,
        () -> lake.run(S3Service.HEAD_BUCKET, HeadBucketRequest.builder().bucket("no").build()));
  }

  @Test
  void goesOnlyWhenEmpty() {
    lake.createBucket("lake");
    lake.put("lake", "k", "x");
    DeleteBucketRequest delete = DeleteBucketRequest.builder().bucket("lake").build();
    refuses("BucketNotEmpty", 409, () -> lake.run(S3Service.DELETE_BUCKET, delete));
    lake.run(
        S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key("k").build());
    lake.run(S3Service.DELETE_BUCKET, delete);
    refuses("NoSuchBucket", 404, () -> lake.run(S3Service.DELETE_BUCKET, delete));
    refuses("NoSuchBucket", 404, () -> lake.put("lake", "k", "x"));
  }

  private void putPolicy(String policy) {
    lake.run(
        S3Service.PUT_BUCKET_POLICY,
        PutBucketPolicyRequest.builder().bucket("lake").policy(policy).build());
  }

  @Test
  void keepsItsPolicyAndAttachesIt() {
    lake.createBucket("lake");
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::lake/*",
        "Condition":{"StringEquals":{"aws:SourceIp":"127.0.0.1"}}}]}\
        """;
    putPolicy(policy);
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_POLICY,
                    GetBucketPolicyRequest.builder().bucket("lake").build())
                .policy())
        .isEqualTo(policy);
    assertThat(lake.room.objects().access("s3:GetObject", "lake", "k").resourcePolicy())
        .contains(policy);
    lake.run(
        S3Service.DELETE_BUCKET_POLICY, DeleteBucketPolicyRequest.builder().bucket("lake").build());
    assertThat(lake.room.objects().access("s3:GetObject", "lake", "k").resourcePolicy()).isEmpty();
    refuses(
        "NoSuchBucketPolicy",
        404,
        () ->
            lake.run(
                S3Service.GET_BUCKET_POLICY,
                GetBucketPolicyRequest.builder().bucket("lake").build()));
  }

  @Test
  void refusesMalformedPolicies() {
    lake.createBucket("lake");
    for (String policy :
        List.of(
            "",
            "[]",
            "{",
            "{}",
            "{\"Statement\":[]}",
            "{\"Version\":\"1\",\"Statement\":[{}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::lake\"}]}",
            "{\"Statement\":[{\"Effect\":\"Maybe\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::lake\"}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Resource\":\"arn:aws:s3:::lake\"}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"glue:*\",\"Resource\":\"arn:aws:s3:::lake\"}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::other/*\"}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::lake\",\"Condition\":{\"StringSame\":{}}}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Who\":\"x\"},\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::lake\"}]}",
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::lake\",\"X\":1}]}")) {
      refuses("MalformedPolicy", 400, () -> putPolicy(policy));
    }
  }

  @Test
  void keepsTags() {
    lake.createBucket("lake");
    GetBucketTaggingRequest get = GetBucketTaggingRequest.builder().bucket("lake").build();
    refuses("NoSuchTagSet", 404, () -> lake.run(S3Service.GET_BUCKET_TAGGING, get));
    Tag tag = Tag.builder().key("a b").value("ü=&").build();
    putTags(List.of(tag));
    assertThat(lake.run(S3Service.GET_BUCKET_TAGGING, get).tagSet()).containsExactly(tag);
    refuses("InvalidTag", 400, () -> putTags(List.of(tag, tag)));
    refuses(
        "InvalidTag", 400, () -> putTags(List.of(Tag.builder().key("aws:x").value("").build())));
  }

  private void putTags(List<Tag> tags) {
    lake.run(
        S3Service.PUT_BUCKET_TAGGING,
        PutBucketTaggingRequest.builder()
            .bucket("lake")
            .tagging(Tagging.builder().tagSet(tags).build())
            .build());
  }

  @Test
  void switchesEventBridge() {
    lake.createBucket("lake");
    notify(
        NotificationConfiguration.builder()
            .eventBridgeConfiguration(EventBridgeConfiguration.builder().build())
            .build());
    lake.put("lake", "k", "x");
    assertThat(Attributes.parse(lake.facts().getFirst().body()).path("eventBridge").asBoolean())
        .isTrue();
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_NOTIFICATION_CONFIGURATION,
                    GetBucketNotificationConfigurationRequest.builder().bucket("lake").build())
                .eventBridgeConfiguration())
        .isNotNull();
    refuses(
        "NotImplemented",
        501,
        () ->
            notify(
                NotificationConfiguration.builder()
                    .queueConfigurations(
                        List.of(
                            QueueConfiguration.builder()
                                .queueArn("arn:aws:sqs:us-east-1:000000000000:q")
                                .events(List.of("s3:ObjectCreated:*"))
                                .build()))
                    .build()));
  }

  private void notify(NotificationConfiguration configuration) {
    lake.run(
        S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
        PutBucketNotificationConfigurationRequest.builder()
            .bucket("lake")
            .notificationConfiguration(configuration)
            .build());
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.CORSConfiguration;
import io.tarn.api.s3.GetBucketAccelerateConfigurationRequest;
import io.tarn.api.s3.GetBucketCorsRequest;
import io.tarn.api.s3.GetBucketLoggingRequest;
import io.tarn.api.s3.GetBucketNotificationConfigurationRequest;
import io.tarn.api.s3.GetBucketReplicationRequest;
import io.tarn.api.s3.GetBucketRequestPaymentRequest;
import io.tarn.api.s3.GetBucketWebsiteRequest;
import io.tarn.api.s3.LambdaFunctionConfiguration;
import io.tarn.api.s3.NotificationConfiguration;
import io.tarn.api.s3.PutBucketCorsRequest;
import io.tarn.api.s3.PutBucketNotificationConfigurationRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.store.cors.CorsRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents about a bucket: cross-origin rules, notifications, and those that nobody has set. */
class TestBucketRules {
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

  /** Blocks of a document, and what comes of putting and getting it. */
  private static void judge(String resource, int least, Function<String, String> put)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (String block : text(resource).split("\n\n")) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (lines.size() < 2) {
        continue;
      }
      cases++;
      String came;
      try {
        came = put.apply(lines.get(0));
      } catch (ServiceError e) {
        came = e.status() + " " + e.code() + ": " + e.message();
      }
      if (!came.equals(lines.get(1))) {
        wrong.add(block + "\n  came: " + came);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).isGreaterThanOrEqualTo(least);
  }

  private static String text(String resource) throws IOException {
    try (InputStream in =
        requireNonNull(TestBucketRules.class.getResourceAsStream("/store/" + resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void takesAndRefusesCorsDocumentsAsListed() throws IOException {
    judge(
        "cors-documents.txt",
        12,
        document -> {
          lake.run(
              S3Service.PUT_BUCKET_CORS,
              PutBucketCorsRequest.builder()
                  .bucket("lake")
                  .corsConfiguration(cors(document))
                  .build());
          return "ok "
              + StructureJson.write(
                  lake.run(
                      S3Service.GET_BUCKET_CORS,
                      GetBucketCorsRequest.builder().bucket("lake").build()));
        });
  }

  private static CORSConfiguration cors(String document) {
    String rules =
        document.startsWith("100x")
            ? String.join(",", Collections.nCopies(100, document.substring(4)))
            : document.startsWith("101x")
                ? String.join(",", Collections.nCopies(101, document.substring(4)))
                : document;
    return StructureJson.read("{\"CORSRules\":[" + rules + "]}", CORSConfiguration.builder())
        .build();
  }

  @Test
  void findsTheRuleThatFits() throws IOException {
    CorsRules rules =
        new CorsRules(
            cors(
                """
                {"AllowedOrigins":["https://a.example","http://*.example"],"AllowedMethods":["GET","PUT"],
                 "AllowedHeaders":["x-amz-*","content-type"],"ExposeHeaders":["ETag"],"MaxAgeSeconds":60},
                {"AllowedOrigins":["*"],"AllowedMethods":["HEAD"]}
                """));
    judge(
        "cors-requests.txt",
        14,
        line -> {
          String[] asked = line.split(" ");
          List<String> headers = asked.length < 3 ? List.of() : List.of(asked[2].split(","));
          return rules.find(asked[1], asked[0], headers).map(Object::toString).orElse("none");
        });
  }

  @Test
  void takesAndRefusesNotificationsAsListed() throws IOException {
    judge(
        "notification-documents.txt",
        25,
        document -> {
          NotificationConfiguration wanted =
              StructureJson.read(document, NotificationConfiguration.builder()).build();
          lake.run(
              S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
              PutBucketNotificationConfigurationRequest.builder()
                  .bucket("lake")
                  .notificationConfiguration(wanted)
                  .skipDestinationValidation(true)
                  .build());
          return "ok " + StructureJson.write(notifications());
        });
  }

  private NotificationConfiguration notifications() {
    return lake.run(
        S3Service.GET_BUCKET_NOTIFICATION_CONFIGURATION,
        GetBucketNotificationConfigurationRequest.builder().bucket("lake").build());
  }

  @Test
  void givesAnIdToConfigurationsWithoutOne() {
    JsonNode document =
        StructureJson.toNode(
            NotificationConfiguration.builder()
                .lambdaFunctionConfigurations(
                    List.of(
                        LambdaFunctionConfiguration.builder()
                            .lambdaFunctionArn(
                                "arn:aws:lambda:us-east-1:000000000000:function:told")
                            .events(List.of("s3:ObjectCreated:*"))
                            .build()))
                .build());
    lake.run(
        S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
        PutBucketNotificationConfigurationRequest.builder()
            .bucket("lake")
            .notificationConfiguration(
                StructureJson.fromNode(document, NotificationConfiguration.builder()).build())
            .skipDestinationValidation(true)
            .build());
    assertThat(requireNonNull(notifications().lambdaFunctionConfigurations()).getFirst().id())
        .hasSizeGreaterThan(10);
  }

  /** Without a dispatcher nobody could be told, so that nothing of the kind is taken. */
  @Test
  void refusesFunctionsThatCannotBeAsked() {
    TestObjectsOnTheWire.refuses(
        "NotImplemented",
        501,
        () ->
            lake.run(
                S3Service.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
                PutBucketNotificationConfigurationRequest.builder()
                    .bucket("lake")
                    .notificationConfiguration(
                        StructureJson.read(
                                """
                                {"LambdaFunctionConfigurations":[{"LambdaFunctionArn":"arn:aws:lambda:us-east-1:000000000000:function:told",
                                "Events":["s3:ObjectCreated:*"]}]}
                                """,
                                NotificationConfiguration.builder())
                            .build())
                    .build()));
  }

  @Test
  void saysWhatWasNeverSet() {
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_LOGGING,
                    GetBucketLoggingRequest.builder().bucket("lake").build())
                .loggingEnabled())
        .isNull();
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_ACCELERATE_CONFIGURATION,
                    GetBucketAccelerateConfigurationRequest.builder().bucket("lake").build())
                .status())
        .isNull();
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_REQUEST_PAYMENT,
                    GetBucketRequestPaymentRequest.builder().bucket("lake").build())
                .payer())
        .isEqualTo("BucketOwner");
    TestObjectsOnTheWire.refuses(
        "NoSuchWebsiteConfiguration",
        404,
        () ->
            lake.run(
                S3Service.GET_BUCKET_WEBSITE,
                GetBucketWebsiteRequest.builder().bucket("lake").build()));
    TestObjectsOnTheWire.refuses(
        "ReplicationConfigurationNotFoundError",
        404,
        () ->
            lake.run(
                S3Service.GET_BUCKET_REPLICATION,
                GetBucketReplicationRequest.builder().bucket("lake").build()));
    TestObjectsOnTheWire.refuses(
        "NoSuchCORSConfiguration",
        404,
        () ->
            lake.run(
                S3Service.GET_BUCKET_CORS, GetBucketCorsRequest.builder().bucket("lake").build()));
    TestObjectsOnTheWire.refuses(
        "NoSuchBucket",
        404,
        () ->
            lake.run(
                S3Service.GET_BUCKET_LOGGING,
                GetBucketLoggingRequest.builder().bucket("nobody").build()));
  }
}

package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Wrong input gets AWS's code and status, in the protocol of the request, and nothing is stored.
 */
class TestBadInput {
  private static final String BUCKET = "bad-input";

  @TempDir static Path data;

  private static LakeProcess lake;
  private static S3Client s3;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data);
    s3 = lake.client(S3Client.builder().forcePathStyle(true));
    s3.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    s3.close();
    lake.close();
  }

  private static void refused(String code, int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.requestId()).isNotBlank();
            });
  }

  @Test
  void refusesNamesThatAreNone() {
    // The SDK itself keeps back names with an underscore; these two reach the lake.
    refused(
        "InvalidBucketName", 400, () -> s3.createBucket(request -> request.bucket("xn--bucket")));
    refused(
        "InvalidBucketName", 400, () -> s3.createBucket(request -> request.bucket("b-s3alias")));
    refused("NoSuchBucket", 404, () -> s3.listObjectsV2(request -> request.bucket("xyz-bucket")));
    String tooLong = "k".repeat(1025);
    refused(
        "KeyTooLongError",
        400,
        () -> s3.createMultipartUpload(request -> request.bucket(BUCKET).key(tooLong)));
  }

  @Test
  void refusesAWrongChecksumAndStoresNothing() {
    refused(
        "BadDigest",
        400,
        () ->
            s3.putObject(
                request ->
                    request.bucket(BUCKET).key("digest").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                RequestBody.fromString("not empty")));
    assertNothingUnder("digest");
  }

  @Test
  void storesNothingWhenTheBodyBreaksOff() throws Exception {
    URI url = presignedPut("broken");
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT "
                  + url.getRawPath()
                  + "?"
                  + url.getRawQuery()
                  + " HTTP/1.1\r\nHost: "
                  + url.getAuthority()
                  + "\r\nContent-Length: 100000\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[50_000]);
      out.flush();
      socket.shutdownOutput();
      drain(socket.getInputStream());
    }
    assertNothingUnder("broken");
  }

  @Test
  void refusesAChangedPresignedUrl() throws Exception {
    URI url = presignedPut("presigned");
    String answer =
        put(url.getRawPath().replace("presigned", "presignee") + "?" + url.getRawQuery(), url);
    assertThat(answer).startsWith("HTTP/1.1 403").contains("SignatureDoesNotMatch");
    assertNothingUnder("presign");
    assertThat(put(url.getRawPath() + "?" + url.getRawQuery(), url)).startsWith("HTTP/1.1 200");
  }

  @Test
  void refusesTokensThatAreNoneInEachServicesWords() {
    AwsCredentials root = lake.rootCredentials();
    AwsSessionCredentials other =
        AwsSessionCredentials.create(root.accessKeyId(), root.secretAccessKey(), "bm8gdG9rZW4=");
    try (S3Client client = lake.client(S3Client.builder().forcePathStyle(true), other);
        GlueClient glue = lake.client(GlueClient.builder(), other);
        IamClient iam = lake.client(IamClient.builder(), other)) {
      refused("InvalidToken", 400, () -> client.listBuckets());
      refused("UnrecognizedClientException", 403, () -> glue.getDatabases(request -> {}));
      refused("InvalidClientTokenId", 403, () -> iam.listUsers());
    }
  }

  @Test
  void refusesMalformedPoliciesAndNames() {
    try (IamClient iam = lake.client(IamClient.builder())) {
      refused(
          "MalformedPolicyDocument",
          400,
          () ->
              iam.createRole(
                  request ->
                      request.roleName("broken").assumeRolePolicyDocument("{\"Statement\":")));
      refused("ValidationError", 400, () -> iam.createUser(request -> request.userName("a b")));
      refused("NoSuchEntity", 404, () -> iam.getRole(request -> request.roleName("broken")));
    }
  }

  @Test
  void refusesWhatTheModelsForbid() {
    try (GlueClient glue = lake.client(GlueClient.builder());
        LambdaClient functions = lake.client(LambdaClient.builder());
        SfnClient machines = lake.client(SfnClient.builder());
        EventBridgeClient events = lake.client(EventBridgeClient.builder())) {
      refused(
          "EntityNotFoundException",
          400,
          () -> glue.getTable(request -> request.databaseName("absent").name("absent")));
      refused(
          "ResourceNotFoundException",
          404,
          () -> functions.invoke(request -> request.functionName("absent")));
      refused(
          "InvalidDefinition",
          400,
          () ->
              machines.createStateMachine(
                  request ->
                      request
                          .name("broken")
                          .definition("{\"StartAt\":\"A\"}")
                          .roleArn("arn:aws:iam::000000000000:role/any")));
      refused(
          "InvalidEventPatternException",
          400,
          () ->
              events.putRule(request -> request.name("broken").eventPattern("{\"source\":\"x\"}")));
    }
  }

  @Test
  void failsWrongStatementsInAthenasWords() {
    try (AthenaClient athena = lake.client(AthenaClient.builder());
        GlueClient glue = lake.client(GlueClient.builder())) {
      glue.createDatabase(request -> request.databaseInput(input -> input.name("default")));
      assertThat(failure(athena, "SELEC 1")).contains("mismatched input 'SELEC'");
      assertThat(failure(athena, "SELECT nothing FROM (VALUES 1) AS t (x)"))
          .contains("COLUMN_NOT_FOUND")
          .contains("'nothing' cannot be resolved");
      assertThat(failure(athena, "SELECT * FROM absent")).contains("TABLE_NOT_FOUND");
      assertThat(failure(athena, "SELECT 1 + 'a'")).contains("TYPE_MISMATCH");
      assertThat(failure(athena, "SELECT 1 / 0")).contains("DIVISION_BY_ZERO");
    }
  }

  @Test
  void saysWhatIsNotThereByName() {
    refused(
        "NotImplemented",
        501,
        () ->
            s3.putBucketWebsite(
                request ->
                    request
                        .bucket(BUCKET)
                        .websiteConfiguration(
                            website ->
                                website.indexDocument(index -> index.suffix("index.html")))));
  }

  private static String failure(AthenaClient athena, String sql) {
    String id;
    try {
      id =
          athena
              .startQueryExecution(
                  request ->
                      request
                          .queryString(sql)
                          .resultConfiguration(
                              results -> results.outputLocation("s3://" + BUCKET + "/results/")))
              .queryExecutionId();
    } catch (AwsServiceException e) {
      // Athena refuses some statements at once, and lets others fail.
      return e.awsErrorDetails().errorMessage();
    }
    QueryExecutionStatus status;
    do {
      status =
          athena
              .getQueryExecution(request -> request.queryExecutionId(id))
              .queryExecution()
              .status();
    } while (status.state() == QueryExecutionState.QUEUED
        || status.state() == QueryExecutionState.RUNNING);
    assertThat(status.state()).isEqualTo(QueryExecutionState.FAILED);
    return status.stateChangeReason();
  }

  private static void assertNothingUnder(String prefix) {
    assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).prefix(prefix)).keyCount())
        .isZero();
  }

  private static URI presignedPut(String key) throws Exception {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(lake.url())
            .region(Region.US_EAST_1)
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .credentialsProvider(StaticCredentialsProvider.create(lake.rootCredentials()))
            .build()) {
      return presigner
          .presignPutObject(
              request ->
                  request
                      .signatureDuration(Duration.ofMinutes(5))
                      .putObjectRequest(put -> put.bucket(BUCKET).key(key)))
          .url()
          .toURI();
    }
  }

  private static String put(String target, URI url) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("PUT "
                      + target
                      + " HTTP/1.1\r\nHost: "
                      + url.getAuthority()
                      + "\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
                  .getBytes(StandardCharsets.US_ASCII));
      return drain(socket.getInputStream());
    }
  }

  private static String drain(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}

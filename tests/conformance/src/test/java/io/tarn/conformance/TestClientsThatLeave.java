package io.tarn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A client closes its connection in the middle: the work for it ends, its place is free, nothing
 * half-done is kept, and what it was reading can be removed.
 */
class TestClientsThatLeave {
  private static final String BUCKET = "left";
  private static final int LARGE = 64 << 20;

  @TempDir static Path data;

  private static LakeProcess lake;
  private static S3Client s3;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data.resolve("lake"));
    s3 = lake.client(S3Client.builder().forcePathStyle(true));
    s3.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    s3.close();
    lake.close();
  }

  private static void awaitIdle(String service) {
    OwnMetrics.await(
        "no request of " + service + " is under way", () -> OwnMetrics.underWay(s3, service) == 0);
  }

  private static int filesOfBlobs() {
    return BlobFiles.of(lake.data()).size();
  }

  @Test
  void anUploadThatIsLeftStoresNothing() throws Exception {
    int before = filesOfBlobs();
    HeldUpload upload = HeldUpload.begin(lake, BUCKET, "upload", LARGE);
    OwnMetrics.await("the upload is under way", () -> OwnMetrics.underWay(s3, "s3") == 1);
    upload.close();
    awaitIdle("s3");
    assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).prefix("upload")).contents())
        .isEmpty();
    assertThat(filesOfBlobs()).isEqualTo(before);
  }

  @Test
  void aDownloadThatIsLeftHoldsNothing() throws Exception {
    int before = filesOfBlobs();
    s3.putObject(
        request -> request.bucket(BUCKET).key("download"), RequestBody.fromBytes(new byte[LARGE]));
    assertThat(filesOfBlobs()).isEqualTo(before + 1);
    URI url;
    try (S3Presigner presigner = HeldUpload.presigner(lake)) {
      url =
          presigner
              .presignGetObject(
                  request ->
                      request
                          .signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(get -> get.bucket(BUCKET).key("download")))
              .url()
              .toURI();
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      socket.getOutputStream().write(HeldUpload.head("GET", url, "Accept: */*"));
      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8)).endsWith(" 200");
      s3.deleteObject(request -> request.bucket(BUCKET).key("download"));
      assertThat(OwnMetrics.underWay(s3, "s3")).isEqualTo(1);
      assertThat(filesOfBlobs()).as("it is still being read").isEqualTo(before + 1);
    }
    awaitIdle("s3");
    OwnMetrics.await("the deleted object's file is gone", () -> filesOfBlobs() == before);
  }

  @Test
  void aFunctionRunsOnWhenItsCallerLeaves() throws Exception {
    String python = ClientProcess.python();
    Path go = data.resolve("go");
    Path done = data.resolve("done");
    String role;
    try (IamClient iam = lake.client(IamClient.builder())) {
      role =
          iam.createRole(
                  request ->
                      request
                          .roleName("leaver")
                          .assumeRolePolicyDocument(
                              """
                              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                               "Principal": {"Service": "lambda.amazonaws.com"},
                               "Action": "sts:AssumeRole"}]}
                              """))
              .role()
              .arn();
    }
    String runtime = ClientProcess.runtimeOf(python);
    try (LambdaClient lambda =
        lake.client(
            LambdaClient.builder()
                .httpClient(
                    UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(5)).build())
                .overrideConfiguration(
                    override -> override.retryStrategy(retries -> retries.maxAttempts(1))))) {
      byte[] code =
          zip(
              """
              import os, time
              def handler(event, context):
                  open(event["begun"], "w").close()
                  while not os.path.exists(event["go"]):
                      time.sleep(0.02)
                  open(event["done"], "w").close()
              """);
      lambda.createFunction(
          request ->
              request
                  .functionName("waits")
                  .runtime(runtime)
                  .role(role)
                  .handler("index.handler")
                  .timeout(300)
                  .code(zip -> zip.zipFile(SdkBytes.fromByteArray(code))));
      String event =
          "{\"begun\": \"%s\", \"go\": \"%s\", \"done\": \"%s\"}"
              .formatted(data.resolve("begun"), go, done);
      assertThatThrownBy(
              () ->
                  lambda.invoke(
                      request ->
                          request.functionName("waits").payload(SdkBytes.fromUtf8String(event))))
          .as("the client gives up")
          .isInstanceOf(SdkClientException.class);
      awaitIdle("lambda");
      OwnMetrics.await("the function has begun", () -> Files.exists(data.resolve("begun")));
      assertThat(done).as("it waits for its sign").doesNotExist();
      Files.createFile(go);
      OwnMetrics.await("the function came to its end", () -> Files.exists(done));
    }
  }

  private static byte[] zip(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("index.py"));
      zip.write(source.getBytes(UTF_8));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}

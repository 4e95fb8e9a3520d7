package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Bytes that the disk has lost: nobody gets fewer of them than he asked for without seeing it, and
 * the lake says whose they were.
 */
class TestMissingBytes {
  private static final String BUCKET = "lossy";
  private static final String COUNT =
      "tarn_answers_unreadable_total{service=\"s3\",operation=\"GetObject\"}";
  private static final int PART = 5 << 20;

  @TempDir static Path directory;

  private static LakeProcess lake;
  private static S3Client s3;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(directory.resolve("lake"));
    s3 =
        lake.client(
            S3Client.builder()
                .forcePathStyle(true)
                .overrideConfiguration(
                    override -> override.retryStrategy(retries -> retries.maxAttempts(1))));
    s3.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    s3.close();
    lake.close();
  }

  /** The one file that this work made. */
  private static Path madeBy(Runnable work) {
    Set<Path> before = BlobFiles.of(lake.data());
    work.run();
    Set<Path> made = BlobFiles.of(lake.data());
    made.removeAll(before);
    assertThat(made).hasSize(1);
    return made.iterator().next();
  }

  private static void put(String key, int size) {
    s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[size]));
  }

  /** What the lake prints is read beside the test, and may come after the answer. */
  private static void isNamed(String key) {
    String words = "GetObject of /" + BUCKET + "/" + key + ") is not whole";
    OwnMetrics.await("the log says " + words, () -> lake.output().contains(words));
  }

  private static void isRefused(String key) {
    long before = OwnMetrics.value(s3, COUNT);
    assertThatThrownBy(() -> s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(500);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalError");
            });
    assertThat(OwnMetrics.value(s3, COUNT)).isEqualTo(before + 1);
    isNamed(key);
  }

  /** The head has been sent; what follows ends before its time. */
  private static void isBrokenOff(String key) {
    long before = OwnMetrics.value(s3, COUNT);
    assertThatThrownBy(() -> s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)))
        .isInstanceOf(SdkClientException.class);
    assertThatThrownBy(() -> download(key)).isInstanceOf(IOException.class);
    OwnMetrics.await("both are counted", () -> OwnMetrics.value(s3, COUNT) == before + 2);
    isNamed(key);
  }

  private static byte[] download(String key) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        S3Presigner presigner = HeldUpload.presigner(lake)) {
      URI url =
          presigner
              .presignGetObject(
                  request ->
                      request
                          .signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(get -> get.bucket(BUCKET).key(key)))
              .url()
              .toURI();
      return client
          .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray())
          .body();
    }
  }

  @Test
  void aMissingFileIsAnError() throws IOException {
    Files.delete(madeBy(() -> put("missing", 50_000)));
    isRefused("missing");
    assertThat(s3.headObject(request -> request.bucket(BUCKET).key("missing")).contentLength())
        .isEqualTo(50_000);
  }

  @Test
  void aFileThatEndsEarlyBreaksTheAnswerOff() throws IOException {
    Path file = madeBy(() -> put("short", 400_000));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(200_000);
    }
    isBrokenOff("short");
  }

  @Test
  void aMissingPartBreaksTheAnswerOff() throws IOException {
    String upload =
        s3.createMultipartUpload(request -> request.bucket(BUCKET).key("parts")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      int number = i;
      files.add(
          madeBy(
              () ->
                  parts.add(
                      CompletedPart.builder()
                          .partNumber(number)
                          .eTag(
                              s3.uploadPart(
                                      request ->
                                          request
                                              .bucket(BUCKET)
                                              .key("parts")
                                              .uploadId(upload)
                                              .partNumber(number),
                                      RequestBody.fromBytes(new byte[PART]))
                                  .eTag())
                          .build())));
    }
    s3.completeMultipartUpload(
        request ->
            request
                .bucket(BUCKET)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(all -> all.parts(parts)));
    Files.delete(files.getLast());
    isBrokenOff("parts");
    assertThat(
            s3.getObjectAsBytes(
                    request -> request.bucket(BUCKET).key("parts").range("bytes=0-" + (PART - 1)))
                .asByteArray())
        .hasSize(PART);
  }
}

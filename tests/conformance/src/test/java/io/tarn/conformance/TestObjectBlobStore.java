package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.objectstore.Endpoint;
import io.tarn.objectstore.ObjectBlobStore;
import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Bytes in another process's bucket: the contract, and a whole lake on top of it. */
class TestObjectBlobStore extends BlobStoreContract {
  private static final String BUCKET = "bytes-of-others";
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  @TempDir static Path remoteData;
  private static LakeProcess remote;

  @BeforeAll
  static void startRemote() {
    remote = LakeProcess.start(remoteData);
    try (S3Client s3 = client(remote)) {
      s3.createBucket(request -> request.bucket(BUCKET));
    }
  }

  @AfterAll
  static void stopRemote() {
    remote.close();
  }

  private static S3Client client(LakeProcess lake) {
    return lake.client(S3Client.builder().forcePathStyle(true));
  }

  private static Endpoint endpoint(String prefix, String secret) {
    return new Endpoint(
        remote.url(), "us-east-1", BUCKET, prefix, remote.rootCredentials().accessKeyId(), secret);
  }

  @Override
  BlobStore store() {
    return new ObjectBlobStore(
        endpoint(
            "contract-" + PREFIXES.incrementAndGet() + "/",
            remote.rootCredentials().secretAccessKey()));
  }

  @Test
  void saysWhatTheOtherSideAnswered() {
    var wrongKey = new ObjectBlobStore(endpoint("x/", "no-such-secret"));
    assertThatThrownBy(wrongKey::prepare)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(remote.url().toString())
        .hasMessageContaining("403");
    var nobody =
        new ObjectBlobStore(
            new Endpoint(URI.create("http://127.0.0.1:9"), "us-east-1", BUCKET, "", "a", "b"));
    assertThatThrownBy(nobody::prepare)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:9");
  }

  private static Map<String, String> onRemote(String prefix) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TARN_STORE_ENDPOINT", remote.url().toString());
    environment.put("TARN_STORE_ENDPOINT_BUCKET", BUCKET);
    environment.put("TARN_STORE_ENDPOINT_PREFIX", prefix);
    environment.put("TARN_STORE_ENDPOINT_KEY_ID", remote.rootCredentials().accessKeyId());
    environment.put("TARN_STORE_ENDPOINT_SECRET", remote.rootCredentials().secretAccessKey());
    return environment;
  }

  @Test
  void carriesAWholeLakeOverKillNine(@TempDir Path data) throws IOException {
    byte[] large = new byte[6 * 1024 * 1024];
    new Random(5).nextBytes(large);
    LakeProcess lake = LakeProcess.start(data, onRemote("lake-1/"));
    try (S3Client s3 = client(lake)) {
      s3.createBucket(request -> request.bucket("mine"));
      s3.putObject(r -> r.bucket("mine").key("large"), RequestBody.fromBytes(large));
      s3.putObject(r -> r.bucket("mine").key("small"), RequestBody.fromString("inline"));
      s3.copyObject(
          r ->
              r.sourceBucket("mine")
                  .sourceKey("large")
                  .destinationBucket("mine")
                  .destinationKey("copy"));
      upload(s3, large);
      s3.deleteObject(r -> r.bucket("mine").key("large"));
    }
    lake.kill();
    try (LakeProcess again = LakeProcess.start(data, onRemote("lake-1/"));
        S3Client s3 = client(again)) {
      assertThat(s3.getObjectAsBytes(r -> r.bucket("mine").key("copy")).asByteArray())
          .isEqualTo(large);
      assertThat(s3.getObjectAsBytes(r -> r.bucket("mine").key("small")).asUtf8String())
          .isEqualTo("inline");
      assertThat(
              s3.getObjectAsBytes(r -> r.bucket("mine").key("parts").range("bytes=5242870-5242889"))
                  .asByteArray())
          .hasSize(20);
      assertThat(s3.headObject(r -> r.bucket("mine").key("parts")).contentLength())
          .isEqualTo(2L * large.length);
    }
    assertThat(BlobFiles.of(data)).as("bytes on this side").isEmpty();
  }

  private static void upload(S3Client s3, byte[] part) {
    String id = s3.createMultipartUpload(r -> r.bucket("mine").key("parts")).uploadId();
    CompletedPart[] parts = new CompletedPart[2];
    for (int i = 0; i < parts.length; i++) {
      int number = i + 1;
      String etag =
          s3.uploadPart(
                  r -> r.bucket("mine").key("parts").uploadId(id).partNumber(number),
                  RequestBody.fromBytes(part))
              .eTag();
      parts[i] = CompletedPart.builder().partNumber(number).eTag(etag).build();
    }
    s3.completeMultipartUpload(
        r -> r.bucket("mine").key("parts").uploadId(id).multipartUpload(m -> m.parts(parts)));
  }
}

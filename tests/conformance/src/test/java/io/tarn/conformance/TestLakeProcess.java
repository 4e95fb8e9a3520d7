package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The lake as a process: starting, refusing, stopping. */
class TestLakeProcess {
  @TempDir Path data;

  @Test
  void keepsItsRootKeyAndItsDataOverAnOrderlyStop() {
    AwsCredentials before;
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
      before = lake.rootCredentials();
      s3.createBucket(request -> request.bucket("kept"));
      s3.putObject(request -> request.bucket("kept").key("k"), RequestBody.fromString("v"));
      assertThat(lake.stop()).isIn(0, 143);
    }
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
      assertThat(lake.rootCredentials()).isEqualTo(before);
      assertThat(s3.getObjectAsBytes(request -> request.bucket("kept").key("k")).asUtf8String())
          .isEqualTo("v");
    }
  }

  @Test
  void keepsTheRootKeyToItsOwner() throws Exception {
    try (LakeProcess lake = LakeProcess.start(data)) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(lake.data().resolve("root-credentials"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void refusesASecondProcessOnTheSameDirectoryByName() {
    try (LakeProcess lake = LakeProcess.start(data)) {
      assertThatThrownBy(() -> LakeProcess.start(lake.data()).close())
          .hasMessageContaining(lake.data().toString())
          .hasMessageContaining("another process");
    }
  }

  @Test
  void refusesAnUnknownConfigurationKeyByName() throws Exception {
    Path file = Files.writeString(data.resolve("tarn.toml"), "[server]\nprot = 4566\n");
    assertThatThrownBy(
            () -> LakeProcess.start(data.resolve("lake"), "--config", file.toString()).close())
        .hasMessageContaining("server.prot");
  }

  @Test
  void tellsItsHealthToAnyone() throws Exception {
    try (LakeProcess lake = LakeProcess.start(data);
        HttpClient client = HttpClient.newHttpClient()) {
      URI health = lake.url().resolve("/_tarn/health");
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      HttpResponse<String> metrics =
          client.send(
              HttpRequest.newBuilder(lake.url().resolve("/_tarn/metrics")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(metrics.statusCode()).isEqualTo(403);
    }
  }
}

package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A disk that is really full, and one that really cannot be written: writes say so, reads go on.
 * Needs a user who may mount.
 */
class TestFullDisk {
  private static final String BUCKET = "full-disk";

  @TempDir Path directory;

  private static S3Client client(LakeProcess lake) {
    return lake.client(
        S3Client.builder()
            .forcePathStyle(true)
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry())));
  }

  private static boolean works(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    process.inputReader().lines().forEach(line -> {});
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static void put(S3Client s3, String key, int size) {
    s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[size]));
  }

  private static int read(S3Client s3, String key) {
    return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray().length;
  }

  private static S3Exception refusal(S3Client s3, String key, int size) {
    S3Exception refused = catchThrowableOfType(S3Exception.class, () -> put(s3, key, size));
    assertThat(refused).as("a write to a full disk").isNotNull();
    return refused;
  }

  @Test
  void saysThatTheDiskIsFullAndGoesOnServingReads() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        works("mount", "-t", "tmpfs", "-o", "size=64m", "none", disk.toString()),
        "this user may not mount");
    try {
      fill(disk);
    } finally {
      assertThat(works("umount", "-l", disk.toString())).isTrue();
    }
  }

  private static void fill(Path disk) throws Exception {
    try (LakeProcess lake = LakeProcess.start(disk.resolve("data"));
        S3Client s3 = client(lake)) {
      s3.createBucket(request -> request.bucket(BUCKET));
      put(s3, "large", 100_000);
      put(s3, "small", 1000);
      Path filler = disk.resolve("filler");
      useUp(filler);
      S3Exception refused = refusal(s3, "too-large", 1 << 20);
      assertThat(refused.statusCode()).isEqualTo(507);
      assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InsufficientStorage");
      assertThat(refused.awsErrorDetails().errorMessage()).contains("disk is full");
      List<String> small = fillTheLedger(s3);
      assertThat(read(s3, "large")).isEqualTo(100_000);
      assertThat(read(s3, "small")).isEqualTo(1000);
      for (String key : small) {
        assertThat(read(s3, key)).isEqualTo(15_000);
      }
      Files.delete(filler);
      put(s3, "afterwards", 1 << 20);
      put(s3, "afterwards-small", 1000);
      assertThat(read(s3, "afterwards")).isEqualTo(1 << 20);
    }
    CommandLine.Ended doctor = CommandLine.run("doctor", "--data", disk.resolve("data"), "--deep");
    assertThat(doctor.output()).doesNotContain("s3://");
  }

  private static void useUp(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /** Small objects lie in the ledger itself; returns those that still went in. */
  private static List<String> fillTheLedger(S3Client s3) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String key = "small-" + i;
      S3Exception refused = catchThrowableOfType(S3Exception.class, () -> put(s3, key, 15_000));
      if (refused != null) {
        assertThat(refused.statusCode()).isEqualTo(507);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InsufficientStorage");
        return kept;
      }
      kept.add(key);
    }
    throw new AssertionError("a full disk takes objects for ever");
  }

  @Test
  void saysThatTheDiskIsReadOnlyAndGoesOnServingReads() throws Exception {
    Path data = directory.resolve("data");
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = client(lake)) {
      s3.createBucket(request -> request.bucket(BUCKET));
      put(s3, "large", 100_000);
      String blobs = data.resolve("blobs").toString();
      assumeTrue(works("mount", "--bind", blobs, blobs), "this user may not mount");
      try {
        assertThat(works("mount", "-o", "remount,ro,bind", blobs)).isTrue();
        S3Exception refused = refusal(s3, "more", 100_000);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.awsErrorDetails().errorMessage()).contains("read-only");
        assertThat(read(s3, "large")).isEqualTo(100_000);
      } finally {
        assertThat(works("umount", "-l", blobs)).isTrue();
      }
      put(s3, "more", 100_000);
      assertThat(read(s3, "more")).isEqualTo(100_000);
    }
  }
}

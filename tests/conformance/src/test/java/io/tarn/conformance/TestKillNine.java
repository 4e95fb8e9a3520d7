package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * kill -9 at a random moment under writers that put, delete, copy and complete uploads: what was
 * acknowledged is there after it, whole and in order; nothing half-done is visible; and after the
 * sweeper there is no file that belongs to nothing.
 */
class TestKillNine {
  private static final int CLIENTS = 32;
  private static final Duration SWEPT_WITHIN = Duration.ofMinutes(2);

  @TempDir Path data;

  @Test
  void keepsWhatWasAcknowledged() throws Exception {
    rounds(10, new Random().nextLong());
  }

  @Test
  @Tag("nightly")
  void keepsWhatWasAcknowledgedTwoHundredTimes() throws Exception {
    rounds(200, new Random().nextLong());
  }

  private void rounds(int rounds, long seed) throws Exception {
    System.out.println("TestKillNine seed " + seed);
    Random random = new Random(seed);
    List<KilledClient> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(new KilledClient(client, seed));
    }
    for (int round = 0; round < rounds; round++) {
      LakeProcess lake = LakeProcess.start(data);
      try (S3Client s3 = client(lake)) {
        if (round == 0) {
          createBuckets(s3);
        }
        verify(clients, s3);
        writeUntilKilled(lake, s3, clients, 50 + random.nextInt(400));
      }
    }
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = client(lake)) {
      verify(clients, s3);
      readEveryObject(s3);
      awaitSweeper(data);
    }
    CommandLine.Ended doctor = CommandLine.run("doctor", "--data", data, "--deep");
    assertThat(doctor.code()).as(doctor.output()).isZero();
    int acknowledged = clients.stream().mapToInt(KilledClient::acknowledged).sum();
    System.out.println("TestKillNine: " + rounds + " rounds, " + acknowledged + " changes");
    assertThat(acknowledged).isPositive();
  }

  /** No call is repeated: a repeated one could make two versions. */
  private static S3Client client(LakeProcess lake) {
    return lake.client(
        S3Client.builder()
            .forcePathStyle(true)
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry())));
  }

  private static void createBuckets(S3Client s3) {
    s3.createBucket(request -> request.bucket(KilledClient.PLAIN));
    s3.createBucket(request -> request.bucket(KilledClient.VERSIONED));
    s3.putBucketVersioning(
        request ->
            request
                .bucket(KilledClient.VERSIONED)
                .versioningConfiguration(
                    versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
  }

  private static void writeUntilKilled(
      LakeProcess lake, S3Client s3, List<KilledClient> clients, int changesBeforeKill)
      throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    CountDownLatch enough = new CountDownLatch(changesBeforeKill);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      for (KilledClient client : clients) {
        work.add(
            executor.submit(
                () -> {
                  try {
                    while (!killed.get()) {
                      client.change(s3);
                      enough.countDown();
                    }
                  } catch (SdkException | UncheckedIOException e) {
                    if (!killed.get()) {
                      throw e;
                    }
                  } finally {
                    // One that fails before its time must not keep the test waiting for ever.
                    for (long i = enough.getCount(); !killed.get() && i > 0; i--) {
                      enough.countDown();
                    }
                  }
                  return client;
                }));
      }
      enough.await();
      killed.set(true);
      lake.kill();
      for (Future<?> each : work) {
        each.get();
      }
    }
  }

  private static void verify(List<KilledClient> clients, S3Client s3) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      for (KilledClient client : clients) {
        work.add(executor.submit(() -> client.verify(s3)));
      }
      for (Future<?> each : work) {
        each.get();
      }
    }
  }

  private static void readEveryObject(S3Client s3) {
    for (S3Object listed :
        s3.listObjectsV2Paginator(request -> request.bucket(KilledClient.PLAIN)).contents()) {
      byte[] bytes =
          s3.getObjectAsBytes(request -> request.bucket(KilledClient.PLAIN).key(listed.key()))
              .asByteArray();
      assertThat((long) bytes.length).isEqualTo(listed.size());
    }
  }

  /** The lake sweeps by itself soon after its start. */
  private static void awaitSweeper(Path data) throws Exception {
    long deadline = System.nanoTime() + SWEPT_WITHIN.toNanos();
    CommandLine.Ended doctor = CommandLine.run("doctor", "--data", data);
    while (doctor.output().contains("belongs to no object") && System.nanoTime() < deadline) {
      doctor = CommandLine.run("doctor", "--data", data);
    }
    assertThat(doctor.output()).doesNotContain("belongs to no object");
    assertThat(doctor.code()).as(doctor.output()).isZero();
  }
}

package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.LakeCheck;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * kill -9 at a random moment under writers that put, delete, copy, complete uploads and remove
 * versions, beside lifecycle rules: what was acknowledged is there after it, whole and in order;
 * nothing half-done is visible; and after the sweeper there is no file that belongs to nothing.
 */
class TestKillNine {
  private static final int CLIENTS = 32;
  private static final String ORPHAN = "belongs to no object";

  /** A lifecycle's day of one second, so that rules are at work in every round. */
  private static final Map<String, String> ENVIRONMENT = Map.of("TARN_STORE_LIFECYCLE_DAY", "1");

  @TempDir Path data;

  @Test
  void keepsWhatWasAcknowledged() throws Exception {
    rounds(10);
  }

  @Test
  @Tag("nightly")
  void keepsWhatWasAcknowledgedTwoHundredTimes() throws Exception {
    rounds(200);
  }

  /** {@code -Dtarn.kill.seed} repeats the changes of a run; its moments are never the same. */
  private void rounds(int rounds) throws Exception {
    long seed = Long.getLong("tarn.kill.seed", System.nanoTime());
    System.out.println("TestKillNine: -Dtarn.kill.seed=" + seed);
    Random random = new Random(seed);
    List<KilledClient> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(new KilledClient(client, seed));
    }
    for (int round = 0; round < rounds; round++) {
      LakeProcess lake = LakeProcess.start(data, ENVIRONMENT);
      try (S3Client s3 = client(lake)) {
        if (round == 0) {
          createBuckets(s3);
        }
        verify(clients, s3);
        writeUntilKilled(lake, s3, clients, CLIENTS + random.nextInt(200));
      } finally {
        lake.kill();
      }
      assertThat(LakeCheck.deep(data).wrong()).as("round " + round).allMatch(this::isOrphan);
    }
    try (LakeProcess lake = LakeProcess.start(data, ENVIRONMENT);
        S3Client s3 = client(lake)) {
      clients.forEach(KilledClient::forgetWhatWasRead);
      verify(clients, s3);
      OwnMetrics.await(
          "what has expired is removed",
          () -> s3.listObjectsV2(r -> r.bucket(KilledClient.EXPIRING)).contents().isEmpty());
      OwnMetrics.await(
          "a sweep after the start", () -> OwnMetrics.value(s3, "tarn_store_sweeps_total") > 0);
    }
    CommandLine.Ended doctor = CommandLine.run("doctor", "--data", data, "--deep");
    assertThat(doctor.code()).as(doctor.output()).isZero();
    int acknowledged = clients.stream().mapToInt(KilledClient::acknowledged).sum();
    System.out.println("TestKillNine: " + rounds + " rounds, " + acknowledged + " changes");
    assertThat(acknowledged).isGreaterThan(rounds);
  }

  /** Until the sweeper has come by, files of writes that were cut off may lie about. */
  private boolean isOrphan(String line) {
    return line.contains(ORPHAN) || line.endsWith("orphaned files more");
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
    s3.createBucket(request -> request.bucket(KilledClient.EXPIRING));
    s3.putBucketLifecycleConfiguration(
        request ->
            request
                .bucket(KilledClient.EXPIRING)
                .lifecycleConfiguration(
                    lifecycle ->
                        lifecycle.rules(
                            rule ->
                                rule.id("soon")
                                    .status(ExpirationStatus.ENABLED)
                                    .filter(filter -> filter.prefix(""))
                                    .expiration(expiration -> expiration.days(1)))));
  }

  private static void verify(List<KilledClient> clients, S3Client s3) throws Exception {
    together(clients, client -> client.repeatCompletion(s3));
    abortUploads(s3);
    KilledListings listed =
        KilledListings.fetch(
            s3, List.of(KilledClient.PLAIN, KilledClient.VERSIONED, KilledClient.EXPIRING));
    together(clients, client -> client.verify(s3, listed));
  }

  /** What nobody will complete any more. */
  private static void abortUploads(S3Client s3) {
    for (String bucket : List.of(KilledClient.PLAIN, KilledClient.VERSIONED)) {
      for (MultipartUpload upload :
          s3.listMultipartUploads(request -> request.bucket(bucket)).uploads()) {
        s3.abortMultipartUpload(
            request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
      }
    }
  }

  /** Writers stop at nothing but their dead lake, so that each has a change under way. */
  private static void writeUntilKilled(
      LakeProcess lake, S3Client s3, List<KilledClient> clients, int changesBeforeKill)
      throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    CountDownLatch enough = new CountDownLatch(changesBeforeKill);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writers =
          executor.submit(
              () -> {
                together(clients, client -> changeUntilKilled(client, s3, killed, enough));
                return clients;
              });
      enough.await();
      killed.set(true);
      lake.kill();
      writers.get();
    }
  }

  private static void changeUntilKilled(
      KilledClient client, S3Client s3, AtomicBoolean killed, CountDownLatch enough) {
    try {
      while (true) {
        client.change(s3);
        enough.countDown();
      }
    } catch (SdkClientException | UncheckedIOException e) {
      if (!killed.get()) {
        throw e;
      }
    } finally {
      // One that fails before its time must not keep the others waiting for ever.
      while (!killed.get() && enough.getCount() > 0) {
        enough.countDown();
      }
    }
  }

  private static void together(List<KilledClient> clients, Consumer<KilledClient> work)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (KilledClient client : clients) {
        running.add(executor.submit(() -> work.accept(client)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }
}

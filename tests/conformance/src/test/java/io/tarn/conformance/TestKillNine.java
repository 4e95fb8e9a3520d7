package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What was acknowledged before kill -9 is there after it, whole; nothing half-done is visible. */
class TestKillNine {
  private static final int CLIENTS = 32;
  private static final String BUCKET = "kill-nine";

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
    // Key to its content: every acknowledged write, over all rounds.
    Map<String, String> acknowledged = new ConcurrentHashMap<>();
    Map<String, Boolean> deleted = new ConcurrentHashMap<>();
    for (int round = 0; round < rounds; round++) {
      LakeProcess lake = LakeProcess.start(data);
      try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
        if (round == 0) {
          s3.createBucket(request -> request.bucket(BUCKET));
        }
        verify(s3, acknowledged, deleted);
        writeUntilKilled(lake, round, random, acknowledged, deleted);
      }
    }
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
      verify(s3, acknowledged, deleted);
      assertThat(acknowledged).isNotEmpty();
    }
  }

  private static void writeUntilKilled(
      LakeProcess lake,
      int round,
      Random random,
      Map<String, String> acknowledged,
      Map<String, Boolean> deleted)
      throws InterruptedException {
    int writesBeforeKill = 50 + random.nextInt(400);
    long seed = random.nextLong();
    AtomicInteger writes = new AtomicInteger();
    AtomicBoolean killed = new AtomicBoolean();
    CountDownLatch enough = new CountDownLatch(writesBeforeKill);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true))) {
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        Random own = new Random(seed + client);
        clients.submit(
            () -> {
              while (!killed.get()) {
                String key = round + "/" + number + "/" + writes.getAndIncrement();
                // Below and above the size that is kept inside the ledger.
                String content = key + "-" + "x".repeat(own.nextInt(40_000));
                try {
                  s3.putObject(
                      request -> request.bucket(BUCKET).key(key),
                      RequestBody.fromString(content, StandardCharsets.UTF_8));
                  acknowledged.put(key, content);
                  if (own.nextInt(8) == 0) {
                    // Unknown until it is acknowledged: neither presence nor absence is promised.
                    acknowledged.remove(key);
                    s3.deleteObject(request -> request.bucket(BUCKET).key(key));
                    deleted.put(key, true);
                  }
                } catch (SdkException e) {
                  if (!killed.get()) {
                    throw e;
                  }
                }
                enough.countDown();
              }
              return null;
            });
      }
      enough.await();
      killed.set(true);
      lake.kill();
    }
  }

  private static void verify(
      S3Client s3, Map<String, String> acknowledged, Map<String, Boolean> deleted) {
    List<String> wrong = new ArrayList<>();
    acknowledged.forEach(
        (key, content) -> {
          try {
            String found =
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asUtf8String();
            if (!found.equals(content)) {
              wrong.add("other bytes in " + key);
            }
          } catch (NoSuchKeyException e) {
            wrong.add("lost " + key);
          }
        });
    assertThat(wrong).isEmpty();
    for (String key : deleted.keySet()) {
      assertThatThrownBy(() -> s3.headObject(request -> request.bucket(BUCKET).key(key)))
          .as("deleted " + key)
          .isInstanceOf(NoSuchKeyException.class);
    }
    for (S3Object listed :
        s3.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents()) {
      byte[] bytes =
          s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(listed.key())).asByteArray();
      assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith(listed.key() + "-");
      assertThat((long) bytes.length).isEqualTo(listed.size());
    }
  }
}

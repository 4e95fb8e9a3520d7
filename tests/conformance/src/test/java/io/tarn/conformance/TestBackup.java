package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Backups while the lake works, restores, and the doctor's look at both. */
class TestBackup {
  /** Enough to be always at it, and few enough to leave the backup something of two cores. */
  private static final int WRITERS = 4;

  /** Of each writer; a slow machine's backup would else chase writers that it never catches. */
  private static final int WRITES_MAX = 600;

  private static final int READERS = 8;
  private static final String BUCKET = "backed-up";

  @TempDir Path directory;

  private static S3Client client(LakeProcess lake) {
    return lake.client(S3Client.builder().forcePathStyle(true));
  }

  /** Bytes that tell from a key alone whether they are whole. */
  private static byte[] content(String key) {
    int size = new Random(key.hashCode()).nextInt(60_000);
    return (key + "-" + "x".repeat(size)).getBytes(StandardCharsets.UTF_8);
  }

  /** Writers that put and delete until they are told to stop. */
  private static final class Writers {
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> deleting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch warm = new CountDownLatch(300);
    private final List<Future<?>> work = new ArrayList<>();

    void start(S3Client s3, ExecutorService executor) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        work.add(
            executor.submit(
                () -> {
                  Random random = new Random(number);
                  for (int i = 0; i < WRITES_MAX && !stop.get(); i++) {
                    String key = number + "/" + i;
                    s3.putObject(
                        request -> request.bucket(BUCKET).key(key),
                        RequestBody.fromBytes(content(key)));
                    acknowledged.add(key);
                    warm.countDown();
                    if (random.nextInt(3) == 0) {
                      String old = number + "/" + random.nextInt(i + 1);
                      deleting.add(old);
                      s3.deleteObject(request -> request.bucket(BUCKET).key(old));
                    }
                  }
                  return number;
                }));
      }
    }

    void stop() throws Exception {
      stop.set(true);
      for (Future<?> each : work) {
        each.get();
      }
    }
  }

  @Test
  void holdsWhatWasAcknowledgedBeforeItBegan() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    Set<String> before;
    Writers writers = new Writers();
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = client(lake);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      s3.createBucket(request -> request.bucket(BUCKET));
      writers.start(s3, executor);
      writers.warm.await();
      before = Set.copyOf(writers.acknowledged);
      CommandLine.Ended ended = CommandLine.run("backup", backup, "--data", data);
      assertThat(ended.code()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("as confidential as the lake");
      CommandLine.Ended doctor = CommandLine.run("doctor", "--data", data);
      assertThat(doctor.code()).as(doctor.output()).isZero();
      assertThat(doctor.output()).contains("is in use by another process");
      writers.stop();
      assertThat(writers.acknowledged.size()).isGreaterThan(before.size());
    }
    CommandLine.Ended ended = CommandLine.run("restore", backup, "--data", restored);
    assertThat(ended.code()).as(ended.output()).isZero();
    CommandLine.Ended doctor = CommandLine.run("doctor", "--data", restored, "--deep");
    assertThat(doctor.code()).as(doctor.output()).isZero();
    try (LakeProcess lake = LakeProcess.start(restored);
        S3Client s3 = client(lake)) {
      Set<String> found = readEveryObject(s3);
      assertThat(before).isNotEmpty();
      Set<String> kept = new HashSet<>(before);
      kept.removeAll(writers.deleting);
      assertThat(found).containsAll(kept);
    }
  }

  /** The keys that are there, each of which has its content. */
  private static Set<String> readEveryObject(S3Client s3) throws Exception {
    Set<String> found = ConcurrentHashMap.newKeySet();
    List<Future<?>> reads = new ArrayList<>();
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      for (S3Object each :
          s3.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents()) {
        reads.add(
            readers.submit(
                () -> {
                  byte[] bytes =
                      s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(each.key()))
                          .asByteArray();
                  assertThat(bytes).as(each.key()).isEqualTo(content(each.key()));
                  return found.add(each.key());
                }));
      }
      for (Future<?> each : reads) {
        each.get();
      }
    }
    return found;
  }

  private void fill(Path data) throws IOException {
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = client(lake)) {
      s3.createBucket(request -> request.bucket(BUCKET));
      for (String key : List.of("a", "b", "c")) {
        s3.putObject(
            request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[50_000]));
      }
    }
  }

  private static List<Path> blobs(Path data) {
    return BlobFiles.of(data).stream().sorted().toList();
  }

  private static void damage(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
  }

  private static void fails(String words, Object... command) throws Exception {
    CommandLine.Ended ended = CommandLine.run(command);
    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains(words);
  }

  @Test
  void isRefusedWhenItIsIncompleteOrDamaged() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    fill(data);
    fails("There is no lake", "backup", backup, "--data", directory.resolve("nothing"));
    fails("inside the lake", "backup", data.resolve("backup"), "--data", data);
    assertThat(CommandLine.run("backup", backup, "--data", data).code()).isZero();
    fails("is not empty", "backup", backup, "--data", data);
    fails("is not empty", "restore", backup, "--data", data);
    damage(blobs(backup).getFirst());
    fails("is not what was backed up", "restore", backup, "--data", restored);
    assertThat(restored).isEmptyDirectory();
    Files.delete(blobs(backup).getFirst());
    fails("is missing", "restore", backup, "--data", restored);
    Path manifest = backup.resolve("MANIFEST");
    List<String> lines = Files.readAllLines(manifest);
    Files.write(manifest, lines.subList(0, lines.size() - 1));
    fails("is not complete", "restore", backup, "--data", restored);
    Files.delete(manifest);
    fails("it has no manifest", "restore", backup, "--data", restored);
    assertThat(restored).isEmptyDirectory();
  }

  @Test
  void doctorNamesWhatIsWrong() throws Exception {
    Path data = directory.resolve("data");
    fill(data);
    CommandLine.Ended well = CommandLine.run("doctor", "--data", data, "--deep");
    assertThat(well.code()).as(well.output()).isZero();
    List<Path> blobs = blobs(data);
    damage(blobs.get(0));
    Files.delete(blobs.get(1));
    Path orphan = blobs.get(2).resolveSibling("00000001ffffffff");
    Files.write(orphan, new byte[10]);
    CommandLine.Ended ended = CommandLine.run("doctor", "--data", data);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output())
        .contains("s3://backed-up/b", "its file is missing", "belongs to no object")
        .doesNotContain("s3://backed-up/a");
    fails("s3://backed-up/a", "doctor", "--data", data, "--deep");
    CommandLine.Ended backup =
        CommandLine.run("backup", directory.resolve("backup"), "--data", data);
    assertThat(backup.code()).isEqualTo(1);
    assertThat(backup.output()).contains("s3://backed-up/a", "s3://backed-up/b");
  }

  /** The master key is in the backup; without it, what was encrypted stays shut. */
  @Test
  void holdsTheMasterKey() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    List<ServerSideEncryption> ways =
        List.of(ServerSideEncryption.AES256, ServerSideEncryption.AWS_KMS);
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = client(lake)) {
      s3.createBucket(request -> request.bucket(BUCKET));
      for (ServerSideEncryption way : ways) {
        s3.putObject(
            request -> request.bucket(BUCKET).key(way.toString()).serverSideEncryption(way),
            RequestBody.fromBytes(content(way.toString())));
      }
      assertThat(CommandLine.run("backup", backup, "--data", data).code()).isZero();
    }
    assertThat(Files.getPosixFilePermissions(backup))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(CommandLine.run("restore", backup, "--data", restored).code()).isZero();
    Path key = restored.resolve("master-key");
    assertThat(Files.getPosixFilePermissions(key))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (LakeProcess lake = LakeProcess.start(restored);
        S3Client s3 = client(lake)) {
      for (ServerSideEncryption way : ways) {
        assertThat(
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(way.toString()))
                    .asByteArray())
            .isEqualTo(content(way.toString()));
      }
    }
    Files.delete(key);
    fails("is missing: put it back from your copy", "up", "--data", restored, "--port", "0");
    Files.delete(backup.resolve("master-key"));
    fails("master-key", "restore", backup, "--data", directory.resolve("without"));
  }
}

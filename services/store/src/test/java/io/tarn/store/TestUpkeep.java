package io.tarn.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.ledger.Fact;
import io.tarn.ledger.Sql;
import io.tarn.store.upkeep.Pace;
import io.tarn.store.upkeep.PurgeLock;
import io.tarn.store.upkeep.Scrubber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestUpkeep {
  @TempDir Path directory;
  private TestingLake lake;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<Long> waits = new ArrayList<>();

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Scrubber scrubber(Pace pace) {
    InstantSource clock = () -> now;
    return new Scrubber(
        lake.ledger,
        new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none()),
        clock,
        pace,
        Duration.ofDays(1));
  }

  private void round(Scrubber scrubber) throws InterruptedException {
    now = now.plus(Duration.ofDays(2));
    while (scrubber.step()) {
      assertThat(scrubber.blobs()).isPositive();
    }
  }

  private Path fileOf(String key) {
    long blob =
        lake.ledger.read(
            tx -> Versions.newest(tx, "lake", key).map(VersionRow::blob).orElseThrow());
    return new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none())
        .file(blob)
        .orElseThrow();
  }

  private static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(file, bytes);
  }

  private List<String> damage() {
    return lake.ledger.read(
        tx -> Sql.list(tx, "SELECT what FROM store_damage ORDER BY blob", row -> row.getString(1)));
  }

  private List<Fact> damageFacts() {
    return lake.facts().stream().filter(fact -> fact.kind().equals("ObjectDamaged")).toList();
  }

  @Test
  void findsNothingWrongWithWhatIsWhole() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      lake.put("lake", "k" + i, TestingLake.random(i * 150, i));
    }
    Scrubber scrubber = scrubber(Pace.unbounded());
    round(scrubber);
    assertThat(scrubber.blobs()).isEqualTo(200);
    assertThat(scrubber.bytes()).isEqualTo(150L * 199 * 200 / 2);
    assertThat(scrubber.rounds()).isEqualTo(1);
    assertThat(damage()).isEmpty();
  }

  @Test
  void namesWhatIsDamagedAndLeavesItAlone() throws Exception {
    byte[] bytes = TestingLake.random(50_000, 1);
    for (String key : List.of("flipped", "short", "long", "missing", "whole")) {
      lake.put("lake", key, bytes);
    }
    byte[] flipped = bytes.clone();
    flipped[40_000] ^= 1;
    overwrite(fileOf("flipped"), flipped);
    overwrite(fileOf("short"), java.util.Arrays.copyOf(bytes, 49_999));
    overwrite(fileOf("long"), java.util.Arrays.copyOf(bytes, 50_001));
    Path missing = fileOf("missing");
    Files.delete(missing);
    Scrubber scrubber = scrubber(Pace.unbounded());
    round(scrubber);
    assertThat(scrubber.damaged()).isEqualTo(4);
    assertThat(damage()).hasSize(4).anyMatch(what -> what.contains("CRC32C"));
    assertThat(damage())
        .contains(
            "its file has 49999 bytes instead of 50000",
            "its file has 50001 bytes instead of 50000",
            "its file is missing");
    assertThat(damageFacts())
        .extracting(Fact::subject)
        .containsExactlyInAnyOrder(
            "arn:aws:s3:::lake/flipped",
            "arn:aws:s3:::lake/short",
            "arn:aws:s3:::lake/long",
            "arn:aws:s3:::lake/missing");
    assertThat(Files.readAllBytes(fileOf("flipped"))).isEqualTo(flipped);
    // The next round says nothing twice, and sees what has been put right.
    overwrite(fileOf("flipped"), bytes);
    Files.write(missing, bytes);
    lake.run(
        S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key("short").build());
    round(scrubber);
    assertThat(damage()).containsExactly("its file has 50001 bytes instead of 50000");
    assertThat(damageFacts()).hasSize(4);
  }

  @Test
  void findsDamageInsideTheLedgerAndInParts() throws Exception {
    lake.put("lake", "inline", "some text");
    lake.ledger.commit(
        tx -> Sql.update(tx, "UPDATE store_blob SET bytes = ?", "other txt".getBytes()));
    UploadSteps.upload(lake, "parts", TestingLake.random(6_000_000, 1), new byte[100]);
    long piece =
        lake.ledger.read(
            tx ->
                Sql.one(
                        tx,
                        "SELECT id FROM store_blob WHERE size = 6000000 AND parts IS NULL",
                        row -> row.getLong(1))
                    .orElseThrow());
    Path file =
        new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none())
            .file(piece)
            .orElseThrow();
    overwrite(file, TestingLake.random(6_000_000, 2));
    round(scrubber(Pace.unbounded()));
    assertThat(damageFacts())
        .extracting(Fact::subject)
        .containsExactlyInAnyOrder("arn:aws:s3:::lake/inline", "arn:aws:s3:::lake/parts");
  }

  @Test
  void goesOnWhereItWasAndRestsBetweenRounds() throws InterruptedException {
    for (int i = 0; i < 150; i++) {
      lake.put("lake", "k" + i, "text " + i);
    }
    Scrubber first = scrubber(Pace.unbounded());
    assertThat(first.step()).isTrue();
    Scrubber second = scrubber(Pace.unbounded());
    while (second.step()) {
      assertThat(second.rounds()).isZero();
    }
    assertThat(first.blobs() + second.blobs()).isEqualTo(150);
    assertThat(second.step()).isFalse();
    assertThat(first.blobs() + second.blobs()).isEqualTo(150);
    round(second);
    assertThat(second.rounds()).isEqualTo(2);
  }

  @Test
  void readsAtItsRate() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      lake.put("lake", "k" + i, TestingLake.random(100_000, i));
    }
    Pace pace =
        new Pace(
            1_000_000,
            new Pace.Waiting() {
              private long time;

              @Override
              public long nanoTime() {
                return time;
              }

              @Override
              public void pass(long nanos) {
                waits.add(nanos);
                time += nanos;
              }
            });
    round(scrubber(pace));
    double seconds = waits.stream().mapToLong(Long::longValue).sum() / 1e9;
    assertThat(seconds).isBetween(1.9, 2.0);
  }

  @Test
  void learnsTheChecksumsOfWhatAnOlderTarnWrote() throws InterruptedException, IOException {
    lake.put("lake", "old", TestingLake.random(50_000, 1));
    lake.ledger.commit(tx -> Sql.update(tx, "UPDATE store_blob SET kept = NULL, crc = NULL"));
    Scrubber scrubber = scrubber(Pace.unbounded());
    round(scrubber);
    assertThat(damage()).isEmpty();
    overwrite(fileOf("old"), TestingLake.random(50_000, 2));
    round(scrubber);
    assertThat(damage()).hasSize(1);
  }

  @Test
  void removesNothingWhileABackupHolds() throws IOException {
    lake.put("lake", "k", TestingLake.random(50_000, 1));
    Path file = fileOf("k");
    try (PurgeLock backup = new PurgeLock(directory.resolve("cache").resolve(PurgeLock.NAME))) {
      backup.hold();
      lake.run(
          S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key("k").build());
      assertThat(lake.room.cleanUp()).isFalse();
      assertThat(file).exists();
    }
    assertThat(lake.room.cleanUp()).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void tellsWhatItHasSwept() throws IOException {
    var blobs = new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none());
    Path first = blobs.file((1L << 32) + 1).orElseThrow();
    Files.createDirectories(first.getParent());
    for (long id = 1; id <= 12_000; id++) {
      Files.write(blobs.file((1L << 32) + id).orElseThrow(), new byte[10]);
    }
    lake.room.cleanUp();
    assertThat(requireNonNull(lake.room.gauges().get("tarn_store_swept_files_total")).getAsLong())
        .isEqualTo(12_000);
    assertThat(requireNonNull(lake.room.gauges().get("tarn_store_swept_bytes_total")).getAsLong())
        .isEqualTo(120_000);
    assertThat(blobs.list(0, 10)).isEmpty();
  }
}

package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.Page;
import io.tarn.ledger.Sql;
import io.tarn.store.upkeep.Kept;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestObjectsForRooms {
  @TempDir Path directory;
  private TestingLake lake;
  private Objects objects;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    objects = lake.room.objects();
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private void delete(String key) {
    lake.run(
        S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key(key).build());
  }

  private List<ObjectVersion> list(String prefix) {
    return lake.ledger.read(tx -> objects.list(tx, "lake", prefix, Optional.empty(), 1000)).items();
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void pinsFilesThatOutliveTheirObjects() throws IOException {
    byte[] large = TestingLake.random(100_000, 1);
    lake.put("lake", "t/large.bin", large);
    lake.put("lake", "t/small.csv", "a,b\n");
    Pinned pinned = objects.pin(lake.call(), list("t/"), Layout.flat());
    delete("t/large.bin");
    delete("t/small.csv");
    assertThat(lake.room.cleanUp()).isTrue();
    assertThat(files()).isZero();
    assertThat(pinned.files()).hasSize(2).allMatch(file -> file.startsWith(pinned.directory()));
    assertThat(pinned.files().get(0).getFileName()).hasToString("0-large.bin");
    assertThat(Files.readAllBytes(pinned.files().get(0))).isEqualTo(large);
    assertThat(Files.readString(pinned.files().get(1))).isEqualTo("a,b\n");
    pinned.close();
    assertThat(pinned.directory()).doesNotExist();
  }

  @Test
  void refusesToPinWhatIsLargerThanTheCache() {
    lake.close();
    lake = new TestingLake(directory, Limits.standard().withCacheMax(10));
    objects = lake.room.objects();
    lake.put("lake", "k", "more than ten bytes");
    refuses("InsufficientStorage", 507, () -> objects.pin(lake.call(), list(""), Layout.flat()));
  }

  @Test
  void dropsTheOldestOfTheCache() throws IOException {
    lake.close();
    lake = new TestingLake(directory, Limits.standard().withCacheMax(2500));
    objects = lake.room.objects();
    for (int i = 0; i < 5; i++) {
      lake.put("lake", "k" + i, TestingLake.random(1000, i));
    }
    try (Pinned pinned = objects.pin(lake.call(), list(""), Layout.flat())) {
      for (int i = 0; i < 5; i++) {
        assertThat(Files.readAllBytes(pinned.files().get(i)))
            .isEqualTo(TestingLake.random(1000, i));
      }
      try (Stream<Path> kept = Files.list(directory.resolve("cache/whole"))) {
        assertThat(kept.count()).isEqualTo(2);
      }
    }
  }

  @Test
  void keepsWhatAHoldMayRead() throws IOException {
    byte[] large = TestingLake.random(50_000, 2);
    lake.put("lake", "k", large);
    try (Objects.Hold hold = objects.hold()) {
      assertThat(hold).isNotNull();
      ObjectVersion seen = list("k").getFirst();
      delete("k");
      assertThat(lake.room.cleanUp()).isFalse();
      try (InputStream in = objects.open(lake.call(), seen, 10, 100)) {
        assertThat(in.readAllBytes()).hasSize(100);
      }
    }
    assertThat(lake.room.cleanUp()).isTrue();
    assertThat(files()).isZero();
  }

  @Test
  void publishesInSomeoneElsesCommit() throws IOException {
    Publication first =
        Publication.of(lake.call(), "lake", "out/1.parquet", Optional.of("application/x"));
    Publication second = Publication.of(lake.call(), "lake", "out/2.csv", Optional.empty());
    byte[] large = TestingLake.random(70_000, 4);
    try (Objects.Scratch scratch = objects.scratch()) {
      Path file = Files.write(scratch.directory().resolve("x"), large);
      try (Staged one = objects.stage(lake.call(), "lake", "staged", file);
          Staged two =
              objects.stage(
                  lake.call(), "lake", "staged", new ByteArrayInputStream("a\n".getBytes()))) {
        assertThat(file).doesNotExist();
        assertThatThrownBy(
                () ->
                    lake.ledger.commit(
                        tx -> {
                          objects.publish(tx, one, first);
                          throw new IllegalStateException("no");
                        }))
            .isInstanceOf(IllegalStateException.class);
        assertThat(list("out/")).isEmpty();
        lake.ledger.commit(
            tx -> {
              objects.publish(tx, one, first);
              return objects.publish(tx, two, second);
            });
      }
    }
    assertThat(lake.get("lake", "out/1.parquet")).isEqualTo(large);
    assertThat(lake.text("lake", "out/2.csv")).isEqualTo("a\n");
    assertThat(lake.facts()).hasSize(2);
    try (Staged unused =
        objects.stage(lake.call(), "lake", "staged", new ByteArrayInputStream(large))) {
      assertThat(unused.size()).isEqualTo(70_000);
      assertThat(files()).isEqualTo(2);
    }
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void listsPagesAndFolders() {
    for (String key : List.of("t/a=1/x", "t/a=1/y", "t/a=2/x", "t/z")) {
      lake.put("lake", key, "x");
    }
    List<String> keys = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Optional<String> from = after;
      Page<ObjectVersion> page = lake.ledger.read(tx -> objects.list(tx, "lake", "t/", from, 3));
      page.items().forEach(item -> keys.add(item.key()));
      after = page.next();
    } while (after.isPresent());
    assertThat(keys).containsExactly("t/a=1/x", "t/a=1/y", "t/a=2/x", "t/z");
    Page<String> folders =
        lake.ledger.read(tx -> objects.listFolders(tx, "lake", "t/", Optional.empty(), 10));
    assertThat(folders.items()).containsExactly("t/a=1/", "t/a=2/", "t/z");
  }

  @Test
  void sweepsWhatACrashLeft() throws IOException {
    lake.put("lake", "k", TestingLake.random(20_000, 1));
    var blobs = new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none());
    try (var writer = blobs.create(12345L << 16)) {
      writer.write(new byte[10], 0, 10);
      writer.finish();
    }
    assertThat(files()).isEqualTo(2);
    lake.room.cleanUp();
    assertThat(files()).isEqualTo(1);
    assertThat(lake.get("lake", "k")).hasSize(20_000);
  }

  @Test
  void saysWhenTheDiskIsFull() throws IOException {
    lake.put("lake", "before", TestingLake.random(20_000, 1));
    for (int writes = 0; writes < 4; writes++) {
      int allowed = writes;
      int[] used = {0};
      lake.quota =
          bytes -> {
            if (used[0]++ >= allowed) {
              throw new IOException("the quota of this test is used up");
            }
          };
      if (writes < 3) {
        refuses(
            "InsufficientStorage",
            507,
            () -> lake.put("lake", "k", TestingLake.random(300_000, 1)));
        refuses("NoSuchKey", 404, () -> lake.get("lake", "k"));
        assertThat(files()).isEqualTo(1);
        assertThat(lake.get("lake", "before")).hasSize(20_000);
      } else {
        lake.put("lake", "k", TestingLake.random(300_000, 1));
      }
    }
  }

  @Test
  void knowsWhatLiesOnTheDisk() throws IOException {
    lake.put("lake", "large", TestingLake.random(50_000, 1));
    lake.put("lake", "small", "text");
    lake.put("lake", "empty", "");
    try (Objects.Scratch scratch = objects.scratch()) {
      Path file = Files.write(scratch.directory().resolve("x"), TestingLake.random(60_000, 2));
      Publication publication =
          Publication.of(lake.call(), "lake", "staged", Optional.of("application/x"));
      try (Staged staged = objects.stage(lake.call(), "lake", "staged", file)) {
        lake.ledger.commit(tx -> objects.publish(tx, staged, publication));
      }
    }
    List<Kept> kept =
        lake.ledger.read(
            tx ->
                Sql.list(
                    tx,
                    "SELECT b.kept, b.crc FROM store_object o JOIN store_blob b ON b.id = o.blob"
                        + " ORDER BY o.key",
                    row -> new Kept(row.getLong(1), row.getLong(2))));
    assertThat(kept)
        .containsExactly(
            Kept.of(new byte[0]),
            Kept.of(TestingLake.random(50_000, 1)),
            Kept.of("text".getBytes(StandardCharsets.UTF_8)),
            Kept.of(TestingLake.random(60_000, 2)));
  }
}

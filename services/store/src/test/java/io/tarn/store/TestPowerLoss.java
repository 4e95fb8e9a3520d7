package io.tarn.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.ledger.LedgerFile;
import io.tarn.store.upkeep.BlobCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power cut: of the files only what was synced is left, bytes and names; the ledger is what was
 * committed. Every acknowledged object must be whole, and none torn.
 */
class TestPowerLoss {
  @TempDir Path directory;

  /**
   * Knows what of the files a disk may have forgotten: bytes of files that were not synced since
   * they were written, names in directories that were not synced since they were made.
   */
  private static class RememberingFiles extends FilteredFiles {
    private final Map<Path, byte[]> bytes = new HashMap<>();
    private final Map<Path, Set<Path>> names = new HashMap<>();

    @Override
    synchronized void synced(Path path) throws IOException {
      if (Files.isDirectory(path)) {
        try (Stream<Path> children = Files.list(path)) {
          names.put(path, new HashSet<>(children.toList()));
        }
      } else {
        bytes.put(path, Files.readAllBytes(path));
      }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      super.move(from, to);
      synchronized (this) {
        byte[] content = bytes.remove(from);
        if (content != null) {
          bytes.put(to, content);
        }
      }
    }

    /** Writes what is left after a power cut: a file whose bytes were not synced is there empty. */
    synchronized void cut(Path root, Path target) throws IOException {
      Path above = root.toAbsolutePath().getParent();
      if (names.getOrDefault(above, Set.of()).contains(root)) {
        restore(root, target);
      }
    }

    private void restore(Path from, Path to) throws IOException {
      Files.createDirectories(to);
      for (Path child : names.getOrDefault(from, Set.of())) {
        Path copy = to.resolve(child.getFileName());
        if (isFile(child)) {
          Files.write(copy, bytes.getOrDefault(child, new byte[0]));
        } else {
          restore(child, copy);
        }
      }
    }

    private static boolean isFile(Path path) {
      return path.getFileName().toString().length() == 16;
    }
  }

  /** Cuts the power before each change, and looks what a new start makes of the rest. */
  private final class CuttingFiles extends RememberingFiles {
    private final Map<String, byte[]> acknowledged = new ConcurrentHashMap<>();
    private boolean cutting;
    private int cuts;

    @Override
    void before(Change change, Path path) throws IOException {
      if (cutting) {
        cuts++;
        cutting = false;
        check(this, acknowledged, "cut-" + cuts);
        cutting = true;
      }
    }
  }

  private void check(RememberingFiles files, Map<String, byte[]> acknowledged, String name)
      throws IOException {
    Path rest = Files.createDirectory(directory.resolve(name));
    files.cut(directory.resolve("lake/blobs"), rest.resolve("blobs"));
    try (LedgerFile ledger = LedgerFile.open(directory.resolve("lake"))) {
      ledger.copyTo(rest.resolve("ledger.db"));
    }
    // Written and synced at the first start, before anything else.
    Files.copy(directory.resolve("lake/master-key"), rest.resolve("master-key"));
    try (TestingLake lake = new TestingLake(rest)) {
      acknowledged.forEach(
          (key, bytes) -> assertThat(lake.get("lake", key)).as(name + " " + key).isEqualTo(bytes));
      lake.room.cleanUp();
      BlobCheck.Result result =
          new BlobCheck(
                  lake.ledger,
                  new LocalBlobStore(rest.resolve("blobs"), LocalBlobStore.Quota.none()),
                  BlobCheck.Depth.BYTES)
              .run();
      assertThat(result.damaged()).as(name).isEmpty();
      assertThat(result.orphans()).as(name).isEmpty();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void losesNothingAcknowledgedAtAnyMoment() throws Exception {
    CuttingFiles files = new CuttingFiles();
    try (TestingLake lake =
        new TestingLake(directory.resolve("lake"), Limits.standard().withPartMin(1000), files)) {
      lake.createBucket("lake");
      files.cutting = true;
      byte[] one = TestingLake.random(100_000, 1);
      lake.put("lake", "put", one);
      files.acknowledged.put("put", one);
      byte[] two = TestingLake.random(1000, 2);
      lake.put("lake", "inline", two);
      files.acknowledged.put("inline", two);
      byte[] part = TestingLake.random(200_000, 3);
      UploadSteps steps = UploadSteps.begin(lake, "parts");
      CompletedPart first = steps.part(1, part);
      CompletedPart second = steps.copy(2, "put");
      steps.complete(List.of(first, second));
      byte[] both = java.util.Arrays.copyOf(part, part.length + one.length);
      System.arraycopy(one, 0, both, part.length, one.length);
      files.acknowledged.put("parts", both);
      lake.run(
          S3Service.COPY_OBJECT,
          CopyObjectRequest.builder().bucket("lake").key("copy").copySource("lake/put").build());
      files.acknowledged.put("copy", one);
      files.acknowledged.remove("put");
      lake.run(
          S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key("put").build());
      try (Objects.Scratch scratch = lake.room.objects().scratch()) {
        Path file = Files.write(scratch.directory().resolve("x"), one);
        Publication publication =
            Publication.of(lake.call(), "lake", "staged", java.util.Optional.empty());
        try (Staged staged = lake.room.objects().stage(lake.call(), "lake", "staged", file)) {
          lake.ledger.commit(tx -> lake.room.objects().publish(tx, staged, publication));
        }
        files.acknowledged.put("staged", one);
      }
      lake.room.cleanUp();
      files.cutting = false;
      assertThat(files.cuts).isGreaterThan(15);
      check(files, files.acknowledged, "end");
    }
  }

  @Test
  void losesNothingOfManyWritersAtOnce() throws Exception {
    RememberingFiles files = new RememberingFiles();
    Map<String, byte[]> acknowledged = new ConcurrentHashMap<>();
    try (TestingLake lake = new TestingLake(directory.resolve("lake"), Limits.standard(), files);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      lake.createBucket("lake");
      List<Future<?>> work = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int number = writer;
        work.add(
            writers.submit(
                () -> {
                  Random random = new Random(number);
                  for (int i = 0; i < 20; i++) {
                    String key = number + "/" + i;
                    byte[] bytes = TestingLake.random(random.nextInt(60_000), number * 100 + i);
                    lake.put("lake", key, bytes);
                    acknowledged.put(key, bytes);
                  }
                }));
      }
      for (Future<?> each : work) {
        each.get();
      }
      check(files, acknowledged, "end");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

package io.tarn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.store.upkeep.BlobCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The N-th operation on a file fails, N = 1 and on until all passes: the client gets an error,
 * nothing is visible, and the sweeper leaves nothing behind.
 */
class TestFileFaults {
  private static final Limits LIMITS = Limits.standard().withPartMin(1000);

  @TempDir Path directory;

  /** Fails from one operation on: once, or for good as a broken disk does. */
  private static final class FailingFiles extends FilteredFiles {
    private int left = Integer.MAX_VALUE;
    private boolean forGood;
    private boolean failed;

    @Override
    synchronized void before(Change change, Path path) throws IOException {
      left--;
      if (left == 0 || forGood && left < 0) {
        failed = true;
        throw new IOException("Input/output error (" + change + ")");
      }
    }

    synchronized void failAt(int operation, boolean andAllAfter) {
      left = operation;
      forGood = andAllAfter;
      failed = false;
    }

    synchronized boolean heal() {
      left = Integer.MAX_VALUE;
      forGood = false;
      return failed;
    }
  }

  /** What is done to key {@code k} while the disk fails. */
  private enum Write {
    PUT {
      @Override
      void run(TestingLake lake) {
        lake.put("lake", "k", TestingLake.random(300_000, 3));
      }
    },
    MULTIPART {
      @Override
      void run(TestingLake lake) {
        UploadSteps steps = UploadSteps.begin(lake, "k");
        CompletedPart one = steps.part(1, TestingLake.random(200_000, 4));
        CompletedPart two = steps.copy(2, "before");
        steps.complete(List.of(one, two));
      }
    },
    STAGED_STREAM {
      @Override
      void run(TestingLake lake) throws IOException {
        try (Staged staged =
            lake.room
                .objects()
                .stage(
                    lake.call(),
                    "lake",
                    "staged",
                    new ByteArrayInputStream(TestingLake.random(100_000, 5)))) {
          publish(lake, staged);
        }
      }
    },
    STAGED_FILE {
      @Override
      void run(TestingLake lake) throws IOException {
        try (Objects.Scratch scratch = lake.room.objects().scratch()) {
          Path file = Files.write(scratch.directory().resolve("x"), TestingLake.random(100_000, 6));
          try (Staged staged = lake.room.objects().stage(lake.call(), "lake", "staged", file)) {
            publish(lake, staged);
          }
        }
      }
    };

    abstract void run(TestingLake lake) throws IOException;

    private static void publish(TestingLake lake, Staged staged) {
      Publication publication = Publication.of(lake.call(), "lake", "k", Optional.empty());
      lake.ledger.commit(tx -> lake.room.objects().publish(tx, staged, publication));
    }
  }

  @ParameterizedTest
  @EnumSource(Write.class)
  void survivesOneFault(Write write) throws Exception {
    assertThat(failEachOperation(write, false)).isGreaterThan(4);
  }

  @ParameterizedTest
  @EnumSource(Write.class)
  void survivesADiskThatStaysBroken(Write write) throws Exception {
    assertThat(failEachOperation(write, true)).isGreaterThan(4);
  }

  private int failEachOperation(Write write, boolean andAllAfter) throws Exception {
    FailingFiles files = new FailingFiles();
    byte[] before = TestingLake.random(100_000, 1);
    try (TestingLake lake = new TestingLake(directory, LIMITS, files)) {
      lake.createBucket("lake");
      lake.put("lake", "before", before);
    }
    for (int operation = 1; ; operation++) {
      // A new process each time: what a failed sync of a directory leaves is only known to the
      // next.
      try (TestingLake lake = new TestingLake(directory, LIMITS, files)) {
        files.failAt(operation, andAllAfter);
        Optional<Exception> error = attempt(write, lake);
        boolean failed = files.heal();
        if (!failed) {
          assertThat(error).isEmpty();
          assertThat(lake.get("lake", "k")).isNotEmpty();
          return operation;
        }
        if (error.isPresent()) {
          check(error.get());
          assertThatThrownBy(() -> lake.get("lake", "k")).hasMessageContaining("does not exist");
        } else {
          // What failed was only the removal of something that is not needed any more.
          lake.run(
              S3Service.DELETE_OBJECT,
              DeleteObjectRequest.builder().bucket("lake").key("k").build());
        }
        assertThat(lake.get("lake", "before")).isEqualTo(before);
        checkNothingIsLeft(lake);
      }
    }
  }

  private static Optional<Exception> attempt(Write write, TestingLake lake) {
    try {
      write.run(lake);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private static void check(Exception error) {
    if (error instanceof ServiceError service) {
      assertThat(service.status()).isGreaterThanOrEqualTo(500);
      assertThat(service.code()).isEqualTo("InternalError");
    } else {
      assertThat(error).isInstanceOf(IOException.class);
    }
  }

  private void checkNothingIsLeft(TestingLake lake) throws Exception {
    abortUploads(lake);
    while (!lake.room.cleanUp() || partsOfUploads(lake) > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    lake.room.cleanUp();
    BlobCheck.Result result =
        new BlobCheck(
                lake.ledger,
                new LocalBlobStore(directory.resolve("blobs"), LocalBlobStore.Quota.none()),
                BlobCheck.Depth.BYTES)
            .run();
    assertThat(result.damaged()).isEmpty();
    assertThat(result.orphans()).isEmpty();
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      assertThat(files.filter(Files::isRegularFile).count()).isEqualTo(1);
    }
  }

  private static void abortUploads(TestingLake lake) {
    List<Uploads.Upload> open = lake.ledger.read(tx -> Uploads.list(tx, "lake", "", true, 100));
    for (Uploads.Upload upload : open) {
      new UploadSteps(lake, upload.key(), upload.id()).abort();
    }
  }

  private static long partsOfUploads(TestingLake lake) {
    return lake.ledger.read(
        tx -> Sql.one(tx, "SELECT COUNT(*) FROM store_part", row -> row.getLong(1)).orElse(0L));
  }

  @Test
  void takesNoMoreNamesIntoADirectoryWhoseSyncFailed() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("folder"));
    FailingFiles files = new FailingFiles();
    DirectorySyncs syncs = new DirectorySyncs(files);
    files.failAt(1, false);
    assertThatThrownBy(() -> syncs.sync(folder)).hasMessageContaining("Input/output error");
    assertThatThrownBy(() -> syncs.sync(folder)).hasMessageContaining("until the next start");
    new DirectorySyncs(files).sync(folder);
  }
}

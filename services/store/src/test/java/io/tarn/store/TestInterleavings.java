package io.tarn.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.store.Histories.Kind;
import io.tarn.store.Histories.Seen;
import io.tarn.store.Histories.State;
import io.tarn.store.upkeep.BlobCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts, deletes, copies, reads, parts, completions and aborts of the same keys and the same upload
 * at once: what all callers saw must be explained by some order of their calls, and in the end no
 * bytes are lost and none are left over.
 */
class TestInterleavings {
  private static final int CALLERS = 4;
  private static final int CALLS = 3;

  @TempDir Path directory;

  @Test
  void areExplainedByAnOrder() throws Exception {
    rounds(60, new Random().nextLong());
  }

  @Test
  @Tag("nightly")
  void areExplainedByAnOrderThousandsOfTimes() throws Exception {
    rounds(5000, new Random().nextLong());
  }

  private void rounds(int rounds, long seed) throws Exception {
    System.out.println("TestInterleavings seed " + seed);
    Random random = new Random(seed);
    try (TestingLake lake = new TestingLake(directory, Limits.standard().withPartMin(1));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      lake.createBucket("lake");
      for (int round = 0; round < rounds; round++) {
        new Round(lake, round, random.nextLong()).run(callers);
      }
      for (String key : List.of("a", "b")) {
        lake.run(
            S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key(key).build());
      }
      checkNothingIsLeft(lake);
    }
  }

  private void checkNothingIsLeft(TestingLake lake) throws Exception {
    while (!lake.room.cleanUp() || count(lake, "store_part") > 0) {
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
    assertThat(count(lake, "store_blob")).isZero();
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static long count(TestingLake lake, String table) {
    return lake.ledger.read(
        tx -> Sql.one(tx, "SELECT COUNT(*) FROM " + table, row -> row.getLong(1)).orElseThrow());
  }

  /** One upload, and some calls at once. */
  private static final class Round {
    private final TestingLake lake;
    private final int number;
    private final Random random;
    private final UploadSteps upload;
    private final List<CompletedPart> named;
    private final String part;

    Round(TestingLake lake, int number, long seed) {
      this.lake = lake;
      this.number = number;
      this.random = new Random(seed);
      this.upload = UploadSteps.begin(lake, "a");
      this.part = "r" + number + "first";
      this.named = List.of(upload.part(1, content(part)), upload.part(2, content("second")));
    }

    void run(ExecutorService callers) throws Exception {
      State first = new State(Map.of(), part, "");
      for (String key : List.of("a", "b")) {
        String found = get(key);
        first = first.with(key, found.equals("NoSuchKey") ? "" : found);
      }
      CyclicBarrier start = new CyclicBarrier(CALLERS);
      List<Future<List<Seen>>> work = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        long seed = random.nextLong();
        String name = "r" + number + "c" + caller;
        work.add(
            callers.submit(
                () -> {
                  start.await();
                  return calls(name, new Random(seed));
                }));
      }
      List<Seen> seen = new ArrayList<>();
      for (Future<List<Seen>> each : work) {
        seen.addAll(each.get());
      }
      // Everybody has gone home; what is there now must fit too.
      for (String key : List.of("a", "b")) {
        seen.add(timed(Kind.GET, key, "", () -> get(key)));
      }
      assertThat(Histories.isExplained(first, seen))
          .as("round %s from %s: %s", number, first, seen)
          .isTrue();
      try {
        upload.abort();
      } catch (ServiceError e) {
        assertThat(e.code()).isEqualTo("NoSuchUpload");
      }
    }

    private List<Seen> calls(String name, Random own) {
      List<Seen> seen = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        seen.add(call(name + "n" + i, own));
      }
      return seen;
    }

    private Seen call(String value, Random own) {
      String key = own.nextBoolean() ? "a" : "b";
      String other = key.equals("a") ? "b" : "a";
      return switch (own.nextInt(9)) {
        case 0 -> timed(Kind.PUT, key, value, () -> put(key, value));
        case 1 -> timed(Kind.DELETE, key, "", () -> delete(key));
        case 2, 3 -> timed(Kind.COPY, key, other, () -> copy(other, key));
        case 4 -> timed(Kind.PART, "a", value, () -> part(value));
        case 5, 6 -> timed(Kind.COMPLETE, "a", part, this::complete);
        case 7 -> timed(Kind.ABORT, "a", "", this::abort);
        default -> timed(Kind.GET, key, "", () -> get(key));
      };
    }

    private interface Doing {
      String run();
    }

    private static Seen timed(Kind kind, String key, String source, Doing doing) {
      long begin = System.nanoTime();
      String answer;
      try {
        answer = doing.run();
      } catch (ServiceError e) {
        answer = e.code();
      }
      return new Seen(kind, key, source, begin, System.nanoTime(), answer);
    }

    private String put(String key, String value) {
      lake.put("lake", key, content(value));
      return "ok";
    }

    private String delete(String key) {
      lake.run(
          S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key(key).build());
      return "ok";
    }

    private String copy(String from, String to) {
      lake.run(
          S3Service.COPY_OBJECT,
          CopyObjectRequest.builder().bucket("lake").key(to).copySource("lake/" + from).build());
      return "ok";
    }

    private String part(String value) {
      upload.part(1, content(value));
      return "ok";
    }

    private String complete() {
      upload.complete(named);
      return "ok";
    }

    private String abort() {
      upload.abort();
      return "ok";
    }

    private String get(String key) {
      try {
        return value(lake.get("lake", key));
      } catch (ServiceError e) {
        return e.code();
      }
    }

    /** Some lie inside the ledger and some in files. */
    private static byte[] content(String value) {
      int size = 100 + new Random(value.hashCode()).nextInt(40_000);
      return (value + ":" + "x".repeat(size) + ";").getBytes(StandardCharsets.UTF_8);
    }

    /** What was written, if it is there whole. */
    private static String value(byte[] bytes) {
      List<String> values = new ArrayList<>();
      for (String each : new String(bytes, StandardCharsets.UTF_8).split(";")) {
        String value = each.substring(0, each.indexOf(':'));
        assertThat((each + ";").getBytes(StandardCharsets.UTF_8)).isEqualTo(content(value));
        values.add(value);
      }
      return String.join("+", values);
    }
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.DeleteMarkerEntry;
import io.tarn.api.s3.DeleteObjectOutput;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.ListObjectVersionsOutput;
import io.tarn.api.s3.ListObjectVersionsRequest;
import io.tarn.api.s3.ObjectVersion;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Fact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of keys against a plain model of what S3 does with them. */
class TestVersionsModel {
  private static final List<String> KEYS = List.of("a", "a/b", "b");

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private record Version(String id, @Nullable String text) {
    boolean isMarker() {
      return text == null;
    }
  }

  /** A list a key, the newest first. */
  private static final class Model {
    private final TreeMap<String, List<Version>> keys = new TreeMap<>();
    private String versioning = "";

    List<Version> of(String key) {
      return keys.computeIfAbsent(key, k -> new ArrayList<>());
    }

    void add(String key, String id, @Nullable String text) {
      if (!versioning.equals("Enabled")) {
        of(key).removeIf(version -> version.id().equals("null"));
      }
      of(key).addFirst(new Version(id, text));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithAModel(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    for (int step = 0; step < 80; step++) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      switch (random.nextInt(10)) {
        case 0 -> {
          model.versioning = random.nextInt(3) == 0 ? "Suspended" : "Enabled";
          lake.setVersioning("lake", model.versioning);
        }
        case 1, 2 -> delete(model, key);
        case 3, 4, 5 -> deleteVersion(model, key, random);
        default -> put(model, key, "text " + step);
      }
      compare(model);
    }
  }

  private void put(Model model, String key, String text) {
    String id = lake.put("lake", key, text).versionId();
    assertThat(id == null).isEqualTo(!model.versioning.equals("Enabled"));
    model.add(key, id == null ? "null" : id, text);
  }

  private void delete(Model model, String key) {
    DeleteObjectOutput output =
        lake.run(
            S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key(key).build());
    if (model.versioning.isEmpty()) {
      model.of(key).clear();
    } else {
      model.add(key, requireNonNull(output.versionId()), null);
    }
  }

  /** Where that is a marker at the head of its key, what it hid is there again. */
  private void deleteVersion(Model model, String key, Random random) {
    List<Version> versions = model.of(key);
    if (versions.isEmpty()) {
      return;
    }
    Version gone = versions.remove(random.nextInt(versions.size()));
    DeleteObjectOutput output =
        lake.run(
            S3Service.DELETE_OBJECT,
            DeleteObjectRequest.builder().bucket("lake").key(key).versionId(gone.id()).build());
    assertThat(Boolean.TRUE.equals(output.deleteMarker())).isEqualTo(gone.isMarker());
  }

  private record Shown(String key, String id, boolean latest) {}

  private void compare(Model model) {
    List<Shown> versions = new ArrayList<>();
    List<Shown> markers = new ArrayList<>();
    model.keys.forEach(
        (key, all) -> {
          for (int i = 0; i < all.size(); i++) {
            Shown shown = new Shown(key, all.get(i).id(), i == 0);
            (all.get(i).isMarker() ? markers : versions).add(shown);
          }
        });
    ListObjectVersionsOutput listed = list();
    assertThat(
            or(listed.versions()).stream()
                .map(it -> shown(it.key(), it.versionId(), it.isLatest())))
        .containsExactlyElementsOf(versions);
    assertThat(
            or(listed.deleteMarkers()).stream()
                .map((DeleteMarkerEntry it) -> shown(it.key(), it.versionId(), it.isLatest())))
        .containsExactlyElementsOf(markers);
    for (String key : KEYS) {
      List<Version> all = model.of(key);
      String current = all.isEmpty() ? null : all.getFirst().text();
      assertThat(text(key, null)).isEqualTo(current);
      all.stream()
          .filter(version -> !version.isMarker())
          .forEach(version -> assertThat(text(key, version.id())).isEqualTo(version.text()));
    }
  }

  private static Shown shown(@Nullable String key, @Nullable String id, @Nullable Boolean latest) {
    return new Shown(String.valueOf(key), String.valueOf(id), Boolean.TRUE.equals(latest));
  }

  private static <T> List<T> or(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private ListObjectVersionsOutput list() {
    return lake.run(
        S3Service.LIST_OBJECT_VERSIONS, ListObjectVersionsRequest.builder().bucket("lake").build());
  }

  private @Nullable String text(String key, @Nullable String version) {
    try {
      return new String(
          TestingLake.read(
              lake.run(
                  S3Service.GET_OBJECT,
                  GetObjectRequest.builder().bucket("lake").key(key).versionId(version).build())),
          StandardCharsets.UTF_8);
    } catch (ServiceError e) {
      assertThat(e.code()).isEqualTo("NoSuchKey");
      return null;
    }
  }

  /** The order of facts is the order of commits. */
  @Test
  void keepsWhatManyWritersOfOneKeyWroteInTheOrderOfTheirCommits() throws InterruptedException {
    lake.setVersioning("lake", "Enabled");
    int writers = 8;
    int each = 5;
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      int writer = w;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      begin.await();
                      for (int i = 0; i < each; i++) {
                        lake.put("lake", "k", writer + " " + i);
                      }
                    } catch (InterruptedException | RuntimeException e) {
                      failures.add(e);
                    }
                  }));
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    List<String> committed =
        lake.facts().stream()
            .filter(fact -> fact.kind().equals(Facts.CREATED))
            .sorted(Comparator.comparingLong(Fact::position).reversed())
            .map(fact -> Attributes.parse(fact.body()).at("/object/version-id").asText())
            .toList();
    List<ObjectVersion> listed = or(list().versions());
    assertThat(listed).hasSize(writers * each);
    assertThat(listed.stream().map(ObjectVersion::versionId)).containsExactlyElementsOf(committed);
    assertThat(listed.stream().map(ObjectVersion::isLatest).filter(Boolean.TRUE::equals))
        .hasSize(1);
    assertThat(text("k", null)).isEqualTo(text("k", committed.getFirst()));
  }
}

package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.s3.AbortIncompleteMultipartUpload;
import io.tarn.api.s3.BucketLifecycleConfiguration;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.DeleteBucketLifecycleRequest;
import io.tarn.api.s3.DeleteMarkerEntry;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.GetBucketLifecycleConfigurationOutput;
import io.tarn.api.s3.GetBucketLifecycleConfigurationRequest;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.LifecycleExpiration;
import io.tarn.api.s3.LifecycleRule;
import io.tarn.api.s3.LifecycleRuleAndOperator;
import io.tarn.api.s3.LifecycleRuleFilter;
import io.tarn.api.s3.ListMultipartUploadsRequest;
import io.tarn.api.s3.ListObjectVersionsOutput;
import io.tarn.api.s3.ListObjectVersionsRequest;
import io.tarn.api.s3.MultipartUpload;
import io.tarn.api.s3.NoncurrentVersionExpiration;
import io.tarn.api.s3.NoncurrentVersionTransition;
import io.tarn.api.s3.ObjectVersion;
import io.tarn.api.s3.PutBucketLifecycleConfigurationRequest;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.Tag;
import io.tarn.api.s3.Transition;
import io.tarn.ledger.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLifecycle {
  private static final Duration DAY = Duration.ofDays(1);

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

  private static LifecycleRule rule(String id, UnaryOperator<LifecycleRule.Builder> how) {
    return how.apply(LifecycleRule.builder().id(id).status("Enabled")).build();
  }

  private static LifecycleRule expires(String id, LifecycleRuleFilter filter, int days) {
    return rule(
        id, it -> it.filter(filter).expiration(LifecycleExpiration.builder().days(days).build()));
  }

  private static LifecycleRuleFilter prefix(String prefix) {
    return LifecycleRuleFilter.builder().prefix(prefix).build();
  }

  private void configure(LifecycleRule... rules) {
    configure("lake", null, List.of(rules));
  }

  private void configure(String bucket, @Nullable String size, List<LifecycleRule> rules) {
    lake.run(
        S3Service.PUT_BUCKET_LIFECYCLE_CONFIGURATION,
        PutBucketLifecycleConfigurationRequest.builder()
            .bucket(bucket)
            .transitionDefaultMinimumObjectSize(size)
            .lifecycleConfiguration(BucketLifecycleConfiguration.builder().rules(rules).build())
            .build());
  }

  private void put(String key, String text, @Nullable String tagging) {
    lake.run(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder()
            .bucket("lake")
            .key(key)
            .tagging(tagging)
            .body(Body.of(text.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  private ListObjectVersionsOutput versions(String bucket) {
    return lake.run(
        S3Service.LIST_OBJECT_VERSIONS, ListObjectVersionsRequest.builder().bucket(bucket).build());
  }

  /** Keys with how many versions each has; a delete marker as an exclamation mark. */
  private List<String> state() {
    List<String> state = new ArrayList<>();
    ListObjectVersionsOutput output = versions("lake");
    for (ObjectVersion version : or(output.versions())) {
      state.add(version.key() + (Boolean.TRUE.equals(version.isLatest()) ? "" : "~"));
    }
    for (DeleteMarkerEntry marker : or(output.deleteMarkers())) {
      state.add("!" + marker.key() + (Boolean.TRUE.equals(marker.isLatest()) ? "" : "~"));
    }
    return state;
  }

  private static <T> List<T> or(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** Lets so many days go by and the run of the last midnight end. */
  private void days(int count) {
    lake.forward(DAY.multipliedBy(count));
    awaitRun();
  }

  /** The next task is due in the future again once a run has ended. */
  private void awaitRun() {
    await(
        () ->
            lake.ledger.<Boolean>read(
                tx ->
                    io.tarn.ledger.Sql.one(
                            tx,
                            "SELECT 1 FROM ledger_task WHERE kind = ? AND due <= ?",
                            row -> row.getLong(1),
                            Lifecycles.RUN,
                            lake.clock.millis())
                        .isEmpty()));
  }

  private static void await(BooleanSupplier reached) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a minute").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Test
  void expiresWhatItsRulesSay() {
    put("old/a", "1", null);
    put("old/b", "22", "team=x&keep=no");
    put("big/c", "x".repeat(2001), null);
    put("big/d", "x".repeat(2000), null);
    put("tag/e", "1", "team=x");
    put("tag/f", "1", "team=y");
    put("and/g", "22", "team=x&keep=no");
    put("and/h", "22", "team=x");
    put("off/i", "1", null);
    configure(
        expires("prefix", prefix("old/a"), 2),
        expires("size", LifecycleRuleFilter.builder().objectSizeGreaterThan(2000L).build(), 3),
        expires(
            "tag",
            LifecycleRuleFilter.builder().tag(Tag.builder().key("team").value("y").build()).build(),
            3),
        expires(
            "and",
            LifecycleRuleFilter.builder()
                .and(
                    LifecycleRuleAndOperator.builder()
                        .prefix("and/")
                        .tags(
                            List.of(
                                Tag.builder().key("team").value("x").build(),
                                Tag.builder().key("keep").value("no").build()))
                        .objectSizeLessThan(3L)
                        .build())
                .build(),
            3),
        rule(
            "off",
            it ->
                it.status("Disabled")
                    .prefix("off/")
                    .expiration(LifecycleExpiration.builder().days(1).build())));
    days(1);
    assertThat(state()).hasSize(9);
    days(2);
    assertThat(state())
        .containsExactly("and/g", "and/h", "big/c", "big/d", "off/i", "old/b", "tag/e", "tag/f");
    days(2);
    assertThat(state()).containsExactly("and/h", "big/d", "off/i", "old/b", "tag/e");
    Fact last = lake.facts().getLast();
    assertThat(last.kind()).isEqualTo(Facts.DELETED);
    var detail = Attributes.parse(last.body());
    assertThat(detail.path("reason").asText()).isEqualTo("Lifecycle Expiration");
    assertThat(detail.path("deletion-type").asText()).isEqualTo("Permanently Deleted");
    assertThat(detail.path("requester").asText()).isEqualTo("s3.amazonaws.com");
    assertThat(last.caller()).isEqualTo("s3.amazonaws.com");
  }

  @Test
  void hidesCurrentVersionsAndClearsMarkersUp() {
    lake.setVersioning("lake", "Enabled");
    put("k", "1", null);
    configure(
        rule(
            "r",
            it ->
                it.filter(prefix(""))
                    .expiration(LifecycleExpiration.builder().days(1).build())
                    .noncurrentVersionExpiration(
                        NoncurrentVersionExpiration.builder().noncurrentDays(1).build())));
    days(2);
    assertThat(state()).containsExactly("k~", "!k");
    assertThat(Attributes.parse(lake.facts().getLast().body()).path("deletion-type").asText())
        .isEqualTo("Delete Marker Created");
    days(2);
    assertThat(state()).containsExactly("!k");
    days(1);
    assertThat(state()).isEmpty();
  }

  @Test
  void clearsUpMarkersThatHideNothing() {
    lake.setVersioning("lake", "Enabled");
    delete("gone");
    put("there", "1", null);
    delete("there");
    configure(
        rule(
            "r",
            it ->
                it.filter(prefix(""))
                    .expiration(
                        LifecycleExpiration.builder().expiredObjectDeleteMarker(true).build())));
    days(1);
    assertThat(state()).containsExactly("there~", "!there");
  }

  private void delete(String key) {
    lake.run(
        S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key(key).build());
  }

  @Test
  void keepsTheNewestNoncurrentVersions() {
    lake.setVersioning("lake", "Enabled");
    for (int i = 0; i < 1300; i++) {
      put("k", "" + i, null);
    }
    configure(
        rule(
            "r",
            it ->
                it.filter(prefix("k"))
                    .noncurrentVersionExpiration(
                        NoncurrentVersionExpiration.builder()
                            .noncurrentDays(3)
                            .newerNoncurrentVersions(5)
                            .build())));
    days(2);
    assertThat(or(versions("lake").versions())).hasSize(1000);
    days(2);
    assertThat(state()).containsExactly("k", "k~", "k~", "k~", "k~", "k~");
    assertThat(lake.text("lake", "k")).isEqualTo("1299");
  }

  @Test
  void expiresByDate() {
    put("past/a", "1", null);
    put("future/a", "1", null);
    Instant today = lake.clock.instant().truncatedTo(ChronoUnit.DAYS);
    configure(
        rule(
            "past",
            it -> it.prefix("past/").expiration(LifecycleExpiration.builder().date(today).build())),
        rule(
            "future",
            it ->
                it.prefix("future/")
                    .expiration(
                        LifecycleExpiration.builder()
                            .date(today.plus(DAY.multipliedBy(9)))
                            .build())));
    days(1);
    assertThat(state()).containsExactly("future/a");
  }

  @Test
  void changesClassesDownward() {
    lake.setVersioning("lake", "Enabled");
    String large = "x".repeat(128 * 1024);
    put("k", large, null);
    put("k", large, null);
    put("small", "1", null);
    configure(
        rule(
            "r",
            it ->
                it.filter(prefix(""))
                    .transitions(
                        List.of(
                            Transition.builder().days(30).storageClass("STANDARD_IA").build(),
                            Transition.builder().days(60).storageClass("GLACIER").build()))
                    .noncurrentVersionTransitions(
                        List.of(
                            NoncurrentVersionTransition.builder()
                                .noncurrentDays(1)
                                .storageClass("DEEP_ARCHIVE")
                                .build()))));
    days(32);
    assertThat(classes()).containsExactly("STANDARD_IA", "DEEP_ARCHIVE", "STANDARD");
    days(30);
    assertThat(classes()).containsExactly("GLACIER", "DEEP_ARCHIVE", "STANDARD");
    Fact last = lake.facts().getLast();
    assertThat(last.kind()).isEqualTo(Facts.STORAGE_CLASS_CHANGED);
    assertThat(Attributes.parse(last.body()).path("destination-storage-class").asText())
        .isEqualTo("GLACIER");
    days(1);
    assertThat(lake.facts().getLast().position()).isEqualTo(last.position());
    assertThat(lake.text("lake", "k")).isEqualTo(large);
  }

  private List<String> classes() {
    return or(versions("lake").versions()).stream()
        .map(version -> String.valueOf(version.storageClass()))
        .toList();
  }

  @Test
  void abortsOldUploads() {
    for (String key : List.of("in/a", "in/a", "out/b")) {
      lake.run(
          S3Service.CREATE_MULTIPART_UPLOAD,
          CreateMultipartUploadRequest.builder().bucket("lake").key(key).build());
    }
    configure(
        rule(
            "r",
            it ->
                it.prefix("in/")
                    .abortIncompleteMultipartUpload(
                        AbortIncompleteMultipartUpload.builder().daysAfterInitiation(2).build())));
    assertThat(
            lake.run(
                    S3Service.CREATE_MULTIPART_UPLOAD,
                    CreateMultipartUploadRequest.builder().bucket("lake").key("in/c").build())
                .abortRuleId())
        .isEqualTo("r");
    days(1);
    assertThat(uploads()).containsExactly("in/a", "in/a", "in/c", "out/b");
    days(2);
    assertThat(uploads()).containsExactly("out/b");
  }

  private List<String> uploads() {
    return or(
            lake.run(
                    S3Service.LIST_MULTIPART_UPLOADS,
                    ListMultipartUploadsRequest.builder().bucket("lake").build())
                .uploads())
        .stream()
        .map(MultipartUpload::key)
        .map(String::valueOf)
        .toList();
  }

  @Test
  void destroysNothingThatIsLocked() {
    lake.run(
        S3Service.CREATE_BUCKET,
        CreateBucketRequest.builder().bucket("vault").objectLockEnabledForBucket(true).build());
    for (int i = 0; i < 2; i++) {
      lake.run(
          S3Service.PUT_OBJECT,
          PutObjectRequest.builder()
              .bucket("vault")
              .key("k")
              .body(Body.of(new byte[] {1}))
              .objectLockMode("GOVERNANCE")
              .objectLockRetainUntilDate(lake.clock.instant().plus(DAY.multipliedBy(10)))
              .build());
    }
    LifecycleRule all =
        rule(
            "r",
            it ->
                it.filter(prefix(""))
                    .expiration(LifecycleExpiration.builder().days(1).build())
                    .noncurrentVersionExpiration(
                        NoncurrentVersionExpiration.builder().noncurrentDays(1).build()));
    configure("vault", null, List.of(all));
    days(5);
    assertThat(or(versions("vault").versions())).hasSize(2);
    assertThat(or(versions("vault").deleteMarkers())).hasSize(1);
    days(6);
    assertThat(or(versions("vault").versions())).isEmpty();
  }

  @Test
  void goesThroughMoreThanOneTaskCanHold() {
    TreeSet<String> kept = new TreeSet<>();
    lake.ledger.commit(tx -> true);
    for (int batch = 0; batch < 12; batch++) {
      int first = batch * 1000;
      lake.ledger.commit(
          tx -> {
            for (int i = first; i < first + 1000; i++) {
              insert(tx, (i % 2 == 0 ? "b/" : "d/") + i);
            }
            return true;
          });
    }
    for (String key : List.of("a", "c/1", "e")) {
      put(key, "1", null);
      kept.add(key);
    }
    configure(expires("b", prefix("b/"), 1), expires("d", prefix("d/"), 1));
    days(2);
    assertThat(state()).containsExactlyElementsOf(kept);
  }

  private void insert(io.tarn.ledger.Tx tx, String key) throws java.sql.SQLException {
    long now = lake.clock.millis();
    io.tarn.ledger.Sql.update(
        tx,
        "INSERT INTO store_object (bucket, key, seq, version_id, latest, marker, modified, size,"
            + " etag, blob, attributes) VALUES ('lake', ?, ?, 'null', 1, 0, ?, 0, '', 0, '{}')",
        key,
        now * 1000,
        now);
  }

  /** A run that was cut off goes on where its last task ended, in a new process. */
  @Test
  void goesOnAfterARestart() {
    for (int i = 0; i < 20; i++) {
      put("k" + i, "1", null);
    }
    configure(expires("r", prefix("k"), 1));
    String body =
        "{\"phase\":\"VERSIONS\",\"key\":\"k12\",\"seq\":0,\"noncurrent\":0,\"modified\":0}";
    lake.ledger.commit(
        tx -> {
          tx.schedule(
              new io.tarn.ledger.NewTask(
                  Lifecycles.RUN,
                  "lake",
                  lake.clock.instant().plus(DAY.multipliedBy(2)),
                  3,
                  Duration.ofSeconds(1),
                  "trace",
                  body));
          return true;
        });
    Duration ahead = DAY.multipliedBy(2).plusSeconds(1);
    lake.close();
    lake = new TestingLake(directory);
    lake.forward(ahead);
    awaitRun();
    assertThat(state()).containsExactly("k0", "k1", "k10", "k11", "k12");
    days(1);
    assertThat(state()).isEmpty();
  }

  @Test
  void saysWhenAnObjectExpires() {
    configure(expires("two days", prefix("k"), 2), expires("later", prefix(""), 9));
    put("k", "1", null);
    put("other", "1", null);
    String header =
        requireNonNull(
            lake.run(
                    S3Service.HEAD_OBJECT,
                    HeadObjectRequest.builder().bucket("lake").key("k").build())
                .expiration());
    Instant midnight = lake.clock.instant().plus(DAY.multipliedBy(3)).truncatedTo(ChronoUnit.DAYS);
    assertThat(header)
        .isEqualTo("expiry-date=\"" + Overrides.httpDate(midnight) + "\", rule-id=\"two%20days\"");
    assertThat(
            lake.run(
                    S3Service.HEAD_OBJECT,
                    HeadObjectRequest.builder().bucket("lake").key("other").build())
                .expiration())
        .contains("later");
  }

  @Test
  void givesBackWhatWasSetAndForgetsIt() {
    GetBucketLifecycleConfigurationRequest get =
        GetBucketLifecycleConfigurationRequest.builder().bucket("lake").build();
    DeleteBucketLifecycleRequest delete =
        DeleteBucketLifecycleRequest.builder().bucket("lake").build();
    refuses(
        "NoSuchLifecycleConfiguration",
        404,
        () -> lake.run(S3Service.GET_BUCKET_LIFECYCLE_CONFIGURATION, get));
    lake.run(S3Service.DELETE_BUCKET_LIFECYCLE, delete);
    LifecycleRule rule = expires("r", prefix("x"), 1);
    configure("lake", "varies_by_storage_class", List.of(rule));
    GetBucketLifecycleConfigurationOutput kept =
        lake.run(S3Service.GET_BUCKET_LIFECYCLE_CONFIGURATION, get);
    assertThat(kept.rules()).containsExactly(rule);
    assertThat(kept.transitionDefaultMinimumObjectSize()).isEqualTo("varies_by_storage_class");
    put("x", "1", null);
    lake.run(S3Service.DELETE_BUCKET_LIFECYCLE, delete);
    days(3);
    assertThat(state()).containsExactly("x");
    refuses(
        "NoSuchLifecycleConfiguration",
        404,
        () -> lake.run(S3Service.GET_BUCKET_LIFECYCLE_CONFIGURATION, get));
  }

  /** Each case is a rule as JSON and the code that refuses it. */
  @Test
  void refusesWrongRules() throws IOException {
    for (String line : lines("lifecycle-refusals.txt")) {
      int space = line.indexOf(' ');
      LifecycleRule rule =
          io.tarn.api.StructureJson.read(line.substring(space + 1), LifecycleRule.builder())
              .build();
      try {
        refuses(line.substring(0, space), 400, () -> configure(rule));
      } catch (AssertionError e) {
        throw new AssertionError("case: " + line, e);
      }
    }
    refuses("MalformedXML", 400, () -> configure());
    refuses(
        "InvalidArgument",
        400,
        () -> configure(expires("same", prefix("a"), 1), expires("same", prefix("b"), 1)));
    List<LifecycleRule> many = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      many.add(expires("r" + i, prefix("p" + i), 1));
    }
    refuses("MalformedXML", 400, () -> configure("lake", null, many));
    configure("lake", null, many.subList(0, 1000));
    refuses("InvalidRequest", 400, () -> configure("lake", "none", many.subList(0, 1)));
  }

  private static List<String> lines(String name) {
    try (var in = requireNonNull(TestLifecycle.class.getResourceAsStream("/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

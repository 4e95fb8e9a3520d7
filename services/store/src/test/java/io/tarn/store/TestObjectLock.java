package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.DefaultRetention;
import io.tarn.api.s3.Delete;
import io.tarn.api.s3.DeleteBucketRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.DeleteObjectsOutput;
import io.tarn.api.s3.DeleteObjectsRequest;
import io.tarn.api.s3.ErrorShape;
import io.tarn.api.s3.GetBucketVersioningRequest;
import io.tarn.api.s3.GetObjectLegalHoldRequest;
import io.tarn.api.s3.GetObjectLockConfigurationRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.GetObjectRetentionRequest;
import io.tarn.api.s3.HeadObjectOutput;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.ObjectIdentifier;
import io.tarn.api.s3.ObjectLockConfiguration;
import io.tarn.api.s3.ObjectLockLegalHold;
import io.tarn.api.s3.ObjectLockRetention;
import io.tarn.api.s3.ObjectLockRule;
import io.tarn.api.s3.PutObjectLegalHoldRequest;
import io.tarn.api.s3.PutObjectLockConfigurationRequest;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.PutObjectRetentionRequest;
import io.tarn.api.s3.S3Service;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestObjectLock {
  private static final String PROTECTED = "Access Denied because object protected by object lock.";

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.run(
        S3Service.CREATE_BUCKET,
        CreateBucketRequest.builder().bucket("vault").objectLockEnabledForBucket(true).build());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
  }

  private void configure(
      String bucket,
      @Nullable String status,
      @Nullable String mode,
      @Nullable Integer days,
      @Nullable Integer years) {
    lake.run(
        S3Service.PUT_OBJECT_LOCK_CONFIGURATION,
        PutObjectLockConfigurationRequest.builder()
            .bucket(bucket)
            .objectLockConfiguration(
                ObjectLockConfiguration.builder()
                    .objectLockEnabled(status)
                    .rule(
                        ObjectLockRule.builder()
                            .defaultRetention(
                                DefaultRetention.builder()
                                    .mode(mode)
                                    .days(days)
                                    .years(years)
                                    .build())
                            .build())
                    .build())
            .build());
  }

  private String putLocked(String key, String mode, Instant until) {
    return requireNonNull(
        lake.run(
                S3Service.PUT_OBJECT,
                PutObjectRequest.builder()
                    .bucket("vault")
                    .key(key)
                    .body(Body.of("kept".getBytes(StandardCharsets.UTF_8)))
                    .objectLockMode(mode)
                    .objectLockRetainUntilDate(until)
                    .build())
            .versionId());
  }

  private void retain(String key, @Nullable String mode, @Nullable Instant until, boolean bypass) {
    lake.run(
        S3Service.PUT_OBJECT_RETENTION,
        PutObjectRetentionRequest.builder()
            .bucket("vault")
            .key(key)
            .bypassGovernanceRetention(bypass)
            .retention(ObjectLockRetention.builder().mode(mode).retainUntilDate(until).build())
            .build());
  }

  private void hold(String key, String status) {
    lake.run(
        S3Service.PUT_OBJECT_LEGAL_HOLD,
        PutObjectLegalHoldRequest.builder()
            .bucket("vault")
            .key(key)
            .legalHold(ObjectLockLegalHold.builder().status(status).build())
            .build());
  }

  private void delete(String key, String version, boolean bypass, Call call) {
    lake.run(
        S3Service.DELETE_OBJECT,
        DeleteObjectRequest.builder()
            .bucket("vault")
            .key(key)
            .versionId(version)
            .bypassGovernanceRetention(bypass)
            .build(),
        call);
  }

  private HeadObjectOutput head(String key) {
    return lake.run(
        S3Service.HEAD_OBJECT, HeadObjectRequest.builder().bucket("vault").key(key).build());
  }

  private void isThere(String key, String version) {
    assertThat(
            TestingLake.read(
                lake.run(
                    S3Service.GET_OBJECT,
                    GetObjectRequest.builder()
                        .bucket("vault")
                        .key(key)
                        .versionId(version)
                        .build())))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("kept");
  }

  @Test
  void turnsVersioningOnForGood() {
    assertThat(
            lake.run(
                    S3Service.GET_BUCKET_VERSIONING,
                    GetBucketVersioningRequest.builder().bucket("vault").build())
                .status())
        .isEqualTo("Enabled");
    refuses("InvalidBucketState", 409, () -> lake.setVersioning("vault", "Suspended"));
    lake.setVersioning("vault", "Enabled");
  }

  @Test
  void isEnabledLaterOnAVersionedBucketOnly() {
    lake.createBucket("later");
    GetObjectLockConfigurationRequest get =
        GetObjectLockConfigurationRequest.builder().bucket("later").build();
    refuses(
        "ObjectLockConfigurationNotFoundError",
        404,
        () -> lake.run(S3Service.GET_OBJECT_LOCK_CONFIGURATION, get));
    refuses("InvalidBucketState", 409, () -> configure("later", "Enabled", "GOVERNANCE", 1, null));
    lake.setVersioning("later", "Suspended");
    refuses("InvalidBucketState", 409, () -> configure("later", "Enabled", "GOVERNANCE", 1, null));
    lake.setVersioning("later", "Enabled");
    configure("later", "Enabled", "GOVERNANCE", 1, null);
    refuses("InvalidBucketState", 409, () -> lake.setVersioning("later", "Suspended"));
    ObjectLockConfiguration kept =
        requireNonNull(
            lake.run(S3Service.GET_OBJECT_LOCK_CONFIGURATION, get).objectLockConfiguration());
    assertThat(requireNonNull(requireNonNull(kept.rule()).defaultRetention()).days()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "Enabled,  GOVERNANCE, 1,     1,   MalformedXML",
    "Enabled,  GOVERNANCE, ,      ,    MalformedXML",
    "Enabled,  governance, 1,     ,    MalformedXML",
    "Enabled,  ,           1,     ,    MalformedXML",
    "Disabled, GOVERNANCE, 1,     ,    MalformedXML",
    ",         GOVERNANCE, 1,     ,    MalformedXML",
    "Enabled,  GOVERNANCE, 0,     ,    InvalidRetentionPeriod",
    "Enabled,  COMPLIANCE, ,      -1,  InvalidRetentionPeriod",
    "Enabled,  COMPLIANCE, 36501, ,    InvalidRetentionPeriod",
    "Enabled,  COMPLIANCE, ,      101, InvalidRetentionPeriod",
  })
  void refusesWrongConfigurations(
      @Nullable String status,
      @Nullable String mode,
      @Nullable Integer days,
      @Nullable Integer years,
      String code) {
    refuses(code, 400, () -> configure("vault", status, mode, days, years));
  }

  @Test
  void refusesWrongHeaders() {
    refuses("InvalidArgument", 400, () -> putLocked("k", "governance", inDays(1)));
    refuses("InvalidArgument", 400, () -> putLocked("k", "GOVERNANCE", inDays(-1)));
    refuses("MalformedXML", 400, () -> retainNew("GOVERNANCE", null));
    refuses("MalformedXML", 400, () -> retainNew(null, inDays(1)));
    refuses("MalformedXML", 400, () -> retainNew("governance", inDays(1)));
    refuses("InvalidArgument", 400, () -> retainNew("COMPLIANCE", inDays(-1)));
    refuses("MalformedXML", 400, () -> hold("new", "on"));
    refuses(
        "NoSuchObjectLockConfiguration",
        404,
        () ->
            lake.run(
                S3Service.GET_OBJECT_RETENTION,
                GetObjectRetentionRequest.builder().bucket("vault").key("new").build()));
    refuses(
        "NoSuchObjectLockConfiguration",
        404,
        () ->
            lake.run(
                S3Service.GET_OBJECT_LEGAL_HOLD,
                GetObjectLegalHoldRequest.builder().bucket("vault").key("new").build()));
    lake.createBucket("plain");
    lake.put("plain", "k", "x");
    refuses(
        "InvalidRequest",
        400,
        () ->
            lake.run(
                S3Service.CREATE_MULTIPART_UPLOAD,
                CreateMultipartUploadRequest.builder()
                    .bucket("plain")
                    .key("k")
                    .objectLockLegalHoldStatus("ON")
                    .build()));
    refuses(
        "InvalidRequest",
        400,
        () ->
            lake.run(
                S3Service.GET_OBJECT_RETENTION,
                GetObjectRetentionRequest.builder().bucket("plain").key("k").build()));
  }

  private void retainNew(@Nullable String mode, @Nullable Instant until) {
    lake.put("vault", "new", "x");
    retain("new", mode, until, false);
  }

  @Test
  void appliesTheBucketsDefaultWhereTheWriterSaysNothing() {
    configure("vault", "Enabled", "COMPLIANCE", null, 1);
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    lake.put("vault", "plain", "kept");
    HeadObjectOutput plain = head("plain");
    assertThat(plain.objectLockMode()).isEqualTo("COMPLIANCE");
    assertThat(plain.objectLockRetainUntilDate())
        .isBetween(before.plus(Duration.ofDays(365)), Instant.now().plus(Duration.ofDays(365)));
    putLocked("own", "GOVERNANCE", inDays(2));
    assertThat(head("own").objectLockMode()).isEqualTo("GOVERNANCE");
    assertThat(head("own").objectLockRetainUntilDate()).isEqualTo(inDays(2));
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder().bucket("vault").key("copy").copySource("vault/own").build());
    assertThat(head("copy").objectLockMode()).isEqualTo("COMPLIANCE");
    lake.denied.add("s3:GetObjectRetention");
    assertThat(head("own").objectLockMode()).isNull();
  }

  @Test
  void governanceYieldsToThoseWhoMayBypassIt() {
    String version = putLocked("k", "GOVERNANCE", inDays(10));
    retain("k", "GOVERNANCE", inDays(11), false);
    refuses("AccessDenied", 403, () -> retain("k", "GOVERNANCE", inDays(5), false));
    refuses("AccessDenied", 403, () -> retain("k", "COMPLIANCE", inDays(12), false));
    refuses("AccessDenied", 403, () -> retain("k", null, null, false));
    lake.denied.add("s3:BypassGovernanceRetention");
    refuses("AccessDenied", 403, () -> retain("k", null, null, true));
    refuses("AccessDenied", 403, () -> delete("k", version, true, lake.call()));
    lake.denied.clear();
    isThere("k", version);
    retain("k", "GOVERNANCE", inDays(5), true);
    retain("k", null, null, true);
    assertThat(head("k").objectLockMode()).isNull();
    delete("k", version, false, lake.call());
    String other = putLocked("other", "GOVERNANCE", inDays(10));
    delete("other", other, true, lake.call());
  }

  @Test
  void complianceIsOnlyMadeLonger() {
    String version = putLocked("k", "COMPLIANCE", inDays(10));
    refuses("AccessDenied", 403, () -> retain("k", "COMPLIANCE", inDays(9), true));
    refuses("AccessDenied", 403, () -> retain("k", "GOVERNANCE", inDays(20), true));
    refuses("AccessDenied", 403, () -> retain("k", null, null, true));
    retain("k", "COMPLIANCE", inDays(11), false);
    refuses("AccessDenied", 403, () -> delete("k", version, true, lake.call()));
    isThere("k", version);
  }

  @Test
  void noDoorDestroysWhatIsLocked() throws IOException {
    String retained = putLocked("k", "COMPLIANCE", inDays(10));
    lake.put("vault", "held", "kept");
    String held = requireNonNull(head("held").versionId());
    hold("held", "ON");
    for (String[] each : new String[][] {{"k", retained}, {"held", held}}) {
      refuses("AccessDenied", 403, () -> delete(each[0], each[1], true, lake.call()));
      DeleteObjectsOutput many =
          lake.run(
              S3Service.DELETE_OBJECTS,
              DeleteObjectsRequest.builder()
                  .bucket("vault")
                  .bypassGovernanceRetention(true)
                  .delete(
                      Delete.builder()
                          .objects(
                              List.of(
                                  ObjectIdentifier.builder()
                                      .key(each[0])
                                      .versionId(each[1])
                                      .build()))
                          .build())
                  .build());
      assertThat(requireNonNull(many.errors()))
          .extracting(ErrorShape::code, ErrorShape::message)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("AccessDenied", PROTECTED));
      lake.ledger.commit(
          tx -> {
            lake.room.objects().delete(tx, publication(each[0]));
            return true;
          });
      try (Staged staged =
          lake.room
              .objects()
              .stage(
                  lake.call(),
                  "vault",
                  "staged",
                  new ByteArrayInputStream("new".getBytes(StandardCharsets.UTF_8)))) {
        lake.ledger.commit(tx -> lake.room.objects().publish(tx, staged, publication(each[0])));
      }
      lake.put("vault", each[0], "newer");
    }
    refuses(
        "BucketNotEmpty",
        409,
        () ->
            lake.run(
                S3Service.DELETE_BUCKET, DeleteBucketRequest.builder().bucket("vault").build()));
    lake.room.cleanUp();
    isThere("k", retained);
    isThere("held", held);
  }

  private Publication publication(String key) {
    return Publication.of(lake.call(), "vault", key, Optional.empty());
  }

  /** No request leads there, as locks and suspended versioning exclude each other. */
  @Test
  void aLockedNullVersionIsNotOverwritten() {
    lake.createBucket("old");
    lake.put("old", "k", "kept");
    lake.setVersioning("old", "Enabled");
    configure("old", "Enabled", "GOVERNANCE", 1, null);
    lake.run(
        S3Service.PUT_OBJECT_RETENTION,
        PutObjectRetentionRequest.builder()
            .bucket("old")
            .key("k")
            .retention(
                ObjectLockRetention.builder().mode("COMPLIANCE").retainUntilDate(inDays(3)).build())
            .build());
    lake.ledger.commit(tx -> Buckets.setVersioning(tx, "old", Versioning.SUSPENDED));
    refuses("AccessDenied", 403, () -> lake.put("old", "k", "other"));
    refuses(
        "AccessDenied",
        403,
        () ->
            lake.run(
                S3Service.DELETE_OBJECT,
                DeleteObjectRequest.builder().bucket("old").key("k").build()));
    assertThat(lake.text("old", "k")).isEqualTo("kept");
  }

  @Test
  void endsWithItsTimeAndNeverBefore() {
    Instant until = inDays(3);
    String version = putLocked("k", "COMPLIANCE", until);
    refuses("AccessDenied", 403, () -> delete("k", version, false, lake.at(until.minusMillis(1))));
    refuses(
        "AccessDenied",
        403,
        () -> delete("k", version, false, lake.at(until.minus(Duration.ofDays(900)))));
    delete("k", version, false, lake.at(until));
    refuses("NoSuchVersion", 404, () -> isThere("k", version));
  }

  @Test
  void aLegalHoldHasNoEnd() {
    lake.put("vault", "k", "kept");
    String version = requireNonNull(head("k").versionId());
    hold("k", "ON");
    assertThat(head("k").objectLockLegalHoldStatus()).isEqualTo("ON");
    refuses("AccessDenied", 403, () -> delete("k", version, true, lake.at(inDays(40_000))));
    hold("k", "OFF");
    assertThat(head("k").objectLockLegalHoldStatus()).isEqualTo("OFF");
    delete("k", version, false, lake.call());
  }
}

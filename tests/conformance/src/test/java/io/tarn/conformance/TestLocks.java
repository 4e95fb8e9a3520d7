package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The holder of the root key tries every door of the S3 API to be rid of a version under retention
 * and of one under legal hold, then those of the operator: a restart, a backup, a restore.
 */
class TestLocks {
  private static final String BUCKET = "vault";
  private static final String KEPT = "kept";
  private static final int PART = 5 << 20;

  @TempDir Path directory;

  private static S3Client client(LakeProcess lake) {
    return lake.client(S3Client.builder().forcePathStyle(true));
  }

  private static void refused(String code, ThrowingCallable attack) {
    assertThatThrownBy(attack)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  /** A version that must stay. */
  private record Locked(String key, String version) {
    void isThere(S3Client s3) {
      assertThat(
              s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key).versionId(version))
                  .asUtf8String())
          .isEqualTo(KEPT);
    }
  }

  private static Locked retained(S3Client s3) {
    return new Locked(
        "retained",
        s3.putObject(
                request ->
                    request
                        .bucket(BUCKET)
                        .key("retained")
                        .objectLockMode("COMPLIANCE")
                        .objectLockRetainUntilDate(inDays(30)),
                RequestBody.fromString(KEPT))
            .versionId());
  }

  private static Locked held(S3Client s3) {
    return new Locked(
        "held",
        s3.putObject(
                request ->
                    request
                        .bucket(BUCKET)
                        .key("held")
                        .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                RequestBody.fromString(KEPT))
            .versionId());
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
  }

  private static void delete(S3Client s3, Locked locked) {
    refused(
        "AccessDenied",
        () ->
            s3.deleteObject(
                request ->
                    request
                        .bucket(BUCKET)
                        .key(locked.key())
                        .versionId(locked.version())
                        .bypassGovernanceRetention(true)));
    DeleteObjectsResponse many =
        s3.deleteObjects(
            request ->
                request
                    .bucket(BUCKET)
                    .bypassGovernanceRetention(true)
                    .delete(
                        all ->
                            all.objects(
                                ObjectIdentifier.builder()
                                    .key(locked.key())
                                    .versionId(locked.version())
                                    .build())));
    assertThat(many.deleted()).isEmpty();
    assertThat(many.errors()).extracting(S3Error::code).containsExactly("AccessDenied");
  }

  /** These succeed, and lay another version on top. */
  private static void overwrite(S3Client s3, String key) {
    s3.putObject(
        request -> request.bucket(BUCKET).key("other"), RequestBody.fromBytes(new byte[PART]));
    s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString("new"));
    s3.copyObject(
        request ->
            request
                .sourceBucket(BUCKET)
                .sourceKey("other")
                .destinationBucket(BUCKET)
                .destinationKey(key));
    s3.copyObject(
        request ->
            request
                .sourceBucket(BUCKET)
                .sourceKey(key)
                .destinationBucket(BUCKET)
                .destinationKey(key)
                .serverSideEncryption(ServerSideEncryption.AES256));
    String upload = s3.createMultipartUpload(request -> request.bucket(BUCKET).key(key)).uploadId();
    String tag =
        s3.uploadPartCopy(
                request ->
                    request
                        .sourceBucket(BUCKET)
                        .sourceKey("other")
                        .destinationBucket(BUCKET)
                        .destinationKey(key)
                        .uploadId(upload)
                        .partNumber(1))
            .copyPartResult()
            .eTag();
    s3.completeMultipartUpload(
        request ->
            request
                .bucket(BUCKET)
                .key(key)
                .uploadId(upload)
                .multipartUpload(
                    all -> all.parts(CompletedPart.builder().partNumber(1).eTag(tag).build())));
    s3.deleteObject(request -> request.bucket(BUCKET).key(key));
  }

  private static void retain(S3Client s3, Locked version, ObjectLockRetentionMode mode, int days) {
    s3.putObjectRetention(
        request ->
            request
                .bucket(BUCKET)
                .key(version.key())
                .versionId(version.version())
                .bypassGovernanceRetention(true)
                .retention(retention -> retention.mode(mode).retainUntilDate(inDays(days))));
  }

  private static void loosen(S3Client s3, Locked retained) {
    refused("AccessDenied", () -> retain(s3, retained, ObjectLockRetentionMode.COMPLIANCE, 1));
    refused("AccessDenied", () -> retain(s3, retained, ObjectLockRetentionMode.GOVERNANCE, 60));
    refused(
        "InvalidBucketState",
        () ->
            s3.putBucketVersioning(
                request ->
                    request
                        .bucket(BUCKET)
                        .versioningConfiguration(
                            versioning -> versioning.status(BucketVersioningStatus.SUSPENDED))));
    refused("BucketNotEmpty", () -> s3.deleteBucket(request -> request.bucket(BUCKET)));
  }

  /** Rules that end everything as soon as a rule may; they are accepted, and end nothing locked. */
  private static void expire(S3Client s3) {
    s3.putBucketLifecycleConfiguration(
        request ->
            request
                .bucket(BUCKET)
                .lifecycleConfiguration(
                    rules ->
                        rules.rules(
                            rule ->
                                rule.id("all")
                                    .filter(filter -> filter.prefix(""))
                                    .status(ExpirationStatus.ENABLED)
                                    .expiration(after -> after.days(1))
                                    .noncurrentVersionExpiration(
                                        after -> after.noncurrentDays(1)))));
  }

  @Test
  void theRootKeyDestroysNothing() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    List<Locked> all;
    // A day of lifecycle rules lasts a second, so that all that they may end has ended.
    try (LakeProcess lake = LakeProcess.start(data, Map.of("TARN_STORE_LIFECYCLE_DAY", "1"));
        S3Client s3 = client(lake)) {
      s3.createBucket(request -> request.bucket(BUCKET).objectLockEnabledForBucket(true));
      assertThat(
              s3.getObjectLockConfiguration(request -> request.bucket(BUCKET))
                  .objectLockConfiguration()
                  .objectLockEnabled())
          .isEqualTo(ObjectLockEnabled.ENABLED);
      Locked retained = retained(s3);
      Locked held = held(s3);
      all = List.of(retained, held);
      all.forEach(locked -> delete(s3, locked));
      all.forEach(locked -> overwrite(s3, locked.key()));
      loosen(s3, retained);
      expire(s3);
      OwnMetrics.await(
          "the rules have ended all versions that are not locked",
          () -> s3.listObjectVersions(request -> request.bucket(BUCKET)).versions().size() == 2);
      all.forEach(locked -> locked.isThere(s3));
      CommandLine.Ended ended = CommandLine.run("backup", backup, "--data", data);
      assertThat(ended.code()).as(ended.output()).isZero();
    }
    CommandLine.Ended ended = CommandLine.run("restore", backup, "--data", restored);
    assertThat(ended.code()).as(ended.output()).isZero();
    try (LakeProcess lake = LakeProcess.start(restored);
        S3Client s3 = client(lake)) {
      all.forEach(locked -> delete(s3, locked));
      all.forEach(locked -> locked.isThere(s3));
    }
  }
}

package io.tarn.store;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.Member;
import io.tarn.api.StructureBuilder;
import io.tarn.api.s3.ObjectLockConfiguration;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import io.tarn.store.lock.DefaultRetention;
import io.tarn.store.lock.Lock;
import io.tarn.store.lock.LockMode;
import io.tarn.store.lock.Retention;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locks between the wire, the tables and a bucket's configuration. Source: S3 API Reference,
 * PutObject, PutObjectRetention and PutObjectLockConfiguration.
 */
final class Locks {
  static final String ON = "ON";
  static final String OFF = "OFF";

  private static final ParsedDocuments<ObjectLockConfiguration> CONFIGURATIONS =
      ParsedDocuments.of(ObjectLockConfiguration::builder, ObjectLockConfiguration.Builder::build);

  private static final String MODE_HEADER = "x-amz-object-lock-mode";
  private static final String UNTIL_HEADER = "x-amz-object-lock-retain-until-date";
  private static final String HOLD_HEADER = "x-amz-object-lock-legal-hold";

  private Locks() {}

  static ServiceError isProtected() {
    return S3Error.ACCESS_DENIED.with("Access Denied because object protected by object lock.");
  }

  static ServiceError none() {
    return S3Error.NO_SUCH_OBJECT_LOCK_CONFIGURATION.with(
        "The specified object does not have a ObjectLock configuration");
  }

  /** A version whose lock is about to change, as the commit sees it. */
  static VersionRow load(Tx tx, BucketRow bucket, String key, String versionId)
      throws SQLException {
    return Versions.find(tx, bucket.name(), key, versionId)
        .filter(row -> !row.marker())
        .orElseThrow(() -> S3Error.noSuchVersion(key, versionId));
  }

  /** The configuration of a bucket whose versions can be locked. */
  static Optional<ObjectLockConfiguration> configuration(BucketRow bucket) {
    return CONFIGURATIONS.find(bucket, BucketSetting.OBJECT_LOCK);
  }

  static boolean isEnabled(BucketRow bucket) {
    return bucket.setting(BucketSetting.OBJECT_LOCK).isPresent();
  }

  /**
   * @throws ServiceError InvalidRequest where the bucket's versions cannot be locked
   */
  static void checkEnabled(BucketRow bucket) {
    if (!isEnabled(bucket)) {
      throw S3Error.INVALID_REQUEST.with("Bucket is missing Object Lock Configuration");
    }
  }

  static Optional<DefaultRetention> defaultRetention(BucketRow bucket) {
    return configuration(bucket)
        .map(ObjectLockConfiguration::rule)
        .map(rule -> rule.defaultRetention())
        .map(Locks::parse);
  }

  private static DefaultRetention parse(io.tarn.api.s3.DefaultRetention kept) {
    LockMode mode = LockMode.valueOf(String.valueOf(kept.mode()));
    Integer years = kept.years();
    Integer days = kept.days();
    return years != null
        ? DefaultRetention.ofYears(mode, years)
        : new DefaultRetention(mode, days == null ? 0 : days);
  }

  /** What a new version is locked by: as its writer says, and else as the bucket says. */
  static Lock atCreation(BucketRow bucket, Lock wanted, Instant now) {
    if (!isEnabled(bucket)) {
      if (!wanted.equals(Lock.NONE)) {
        checkEnabled(bucket);
      }
      return Lock.NONE;
    }
    return wanted.retention().isPresent()
        ? wanted
        : wanted.withRetention(defaultRetention(bucket).map(it -> it.from(now)));
  }

  /**
   * The lock that the headers of a write ask for.
   *
   * @throws ServiceError InvalidArgument, or InvalidRequest where nothing can be locked
   */
  static Lock ofHeaders(
      BucketRow bucket,
      @Nullable String mode,
      @Nullable Instant until,
      @Nullable String legalHold,
      Instant now) {
    if (mode == null && until == null && legalHold == null) {
      return Lock.NONE;
    }
    checkEnabled(bucket);
    Lock lock = Lock.NONE;
    if (mode != null || until != null) {
      lock = lock.withRetention(Optional.of(retention(mode, until, now)));
    }
    if (legalHold != null) {
      if (!legalHold.equals(ON) && !legalHold.equals(OFF)) {
        throw S3Error.invalidArgument(
            "Legal hold must be either of 'ON' or 'OFF'", HOLD_HEADER, legalHold);
      }
      lock = lock.withLegalHold(legalHold.equals(ON));
    }
    return lock;
  }

  private static Retention retention(@Nullable String mode, @Nullable Instant until, Instant now) {
    if (mode == null || until == null) {
      throw S3Error.invalidArgument(
          UNTIL_HEADER + " and " + MODE_HEADER + " must both be supplied",
          mode == null ? UNTIL_HEADER : MODE_HEADER,
          mode == null ? String.valueOf(until) : mode);
    }
    LockMode parsed =
        LockMode.ofName(mode)
            .orElseThrow(
                () -> S3Error.invalidArgument("Unknown wormMode directive.", MODE_HEADER, mode));
    checkFuture(until, now, UNTIL_HEADER);
    return new Retention(parsed, until);
  }

  static void checkFuture(Instant until, Instant now, String name) {
    if (!until.isAfter(now)) {
      throw S3Error.invalidArgument(
          "The retain until date must be in the future!", name, until.toString());
    }
  }

  /** Whether a caller asks to pass over governance, and may. */
  static Lock.Bypass bypass(
      Store store, Call call, BucketRow bucket, String key, @Nullable Boolean asked) {
    return Boolean.TRUE.equals(asked)
            && store.authorizer.allows(
                call, store.access("s3:BypassGovernanceRetention", bucket.name(), key))
        ? Lock.Bypass.GOVERNANCE
        : Lock.Bypass.NONE;
  }

  /** The further permissions that lock headers of a write need, with their condition keys. */
  static List<Access> accesses(
      Store store,
      String bucket,
      String key,
      @Nullable String mode,
      @Nullable Instant until,
      @Nullable String legalHold,
      Instant now) {
    List<Access> accesses = new ArrayList<>();
    if (mode != null || until != null) {
      accesses.add(
          withRetention(store.access("s3:PutObjectRetention", bucket, key), mode, until, now));
    }
    if (legalHold != null) {
      accesses.add(
          store
              .access("s3:PutObjectLegalHold", bucket, key)
              .withContext("s3:object-lock-legal-hold", legalHold));
    }
    return accesses;
  }

  static Access withRetention(
      Access access, @Nullable String mode, @Nullable Instant until, Instant now) {
    Access result = Puts.with(access, "s3:object-lock-mode", mode);
    if (until == null) {
      return result;
    }
    long days = Math.max(0, Math.ceilDiv(Duration.between(now, until).toSeconds(), 86_400));
    return result
        .withContext("s3:object-lock-retain-until-date", until.toString())
        .withContext("s3:object-lock-remaining-retention-days", Long.toString(days));
  }

  /** Sets the members of an answer that show a version's lock, each for those who may see it. */
  static void show(Store store, Call call, VersionRow row, StructureBuilder output) {
    Lock lock = row.lock();
    if (lock.equals(Lock.NONE)) {
      return;
    }
    lock.retention()
        .filter(it -> allows(store, call, "s3:GetObjectRetention", row))
        .ifPresent(
            retention -> {
              set(output, "ObjectLockMode", retention.mode().name());
              set(output, "ObjectLockRetainUntilDate", retention.until());
            });
    lock.legalHold()
        .filter(it -> allows(store, call, "s3:GetObjectLegalHold", row))
        .ifPresent(on -> set(output, "ObjectLockLegalHoldStatus", on ? ON : OFF));
  }

  private static boolean allows(Store store, Call call, String action, VersionRow row) {
    return store.authorizer.allows(call, store.access(action, row.bucket(), row.key()));
  }

  private static void set(StructureBuilder output, String name, Object value) {
    Member member = output.schema().find(name);
    if (member != null) {
      output.set(member.index(), value);
    }
  }

  static @Nullable String mode(Lock lock) {
    return lock.retention().map(it -> it.mode().name()).orElse(null);
  }

  static @Nullable Long until(Lock lock) {
    return lock.retention().map(it -> it.until().toEpochMilli()).orElse(null);
  }

  static @Nullable Integer legalHold(Lock lock) {
    return lock.legalHold().map(on -> on ? 1 : 0).orElse(null);
  }

  /** The three columns of a lock from a place on. */
  static Lock read(ResultSet row, int first) throws SQLException {
    String mode = row.getString(first);
    Optional<Retention> retention =
        mode == null
            ? Optional.empty()
            : Optional.of(
                new Retention(
                    LockMode.valueOf(mode), Instant.ofEpochMilli(row.getLong(first + 1))));
    long hold = row.getLong(first + 2);
    Optional<Boolean> legalHold = row.wasNull() ? Optional.empty() : Optional.of(hold != 0);
    return retention.isEmpty() && legalHold.isEmpty() ? Lock.NONE : new Lock(retention, legalHold);
  }
}

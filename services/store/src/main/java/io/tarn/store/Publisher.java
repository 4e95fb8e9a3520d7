package io.tarn.store;

import io.tarn.ledger.Tx;
import io.tarn.store.acl.Acl;
import io.tarn.store.lock.Lock;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The two changes that there are: a new version appears, and a version or key goes. Each runs
 * inside a commit, decides there, and writes its fact there.
 */
final class Publisher {
  private final Purger purger;
  private final Rights rights;

  Publisher(Purger purger, Rights rights) {
    this.purger = purger;
    this.rights = rights;
  }

  /**
   * What is about to be visible. Its blob row is already part of the transaction.
   *
   * @param lock what its writer asks for; the bucket's default is added where that is nothing
   * @param acl the list it was asked with; empty where none was
   */
  record Draft(
      String bucket,
      String key,
      long size,
      String etag,
      long blob,
      Attributes attributes,
      Optional<String> tags,
      Lock lock,
      Optional<Acl> acl) {
    /** One that asks for no lock and brings no list. */
    Draft(
        String bucket,
        String key,
        long size,
        String etag,
        long blob,
        Attributes attributes,
        Optional<String> tags) {
      this(bucket, key, size, etag, blob, attributes, tags, Lock.NONE, Optional.empty());
    }

    Draft withLock(Lock wanted) {
      return new Draft(bucket, key, size, etag, blob, attributes, tags, wanted, acl);
    }

    Draft withAcl(Optional<Acl> list) {
      return new Draft(bucket, key, size, etag, blob, attributes, tags, lock, list);
    }
  }

  VersionRow put(Tx tx, Draft draft, WriteCondition condition, Origin origin, String reason)
      throws SQLException {
    BucketRow bucket = Buckets.load(tx, draft.bucket());
    Optional<VersionRow> newest = Versions.newest(tx, draft.bucket(), draft.key());
    condition.check(newest, draft.key());
    Lock lock = Locks.atCreation(bucket, draft.lock(), origin.now());
    long seq = nextSeq(newest, origin.now());
    String versionId = VersionRow.NULL_VERSION;
    if (bucket.versioning() == Versioning.ENABLED) {
      versionId = Versions.id(seq, origin.nonce());
    } else {
      newest = dropNullVersion(tx, bucket, draft.key(), newest, origin);
    }
    if (newest.isPresent()) {
      Versions.setLatest(tx, newest.get(), false);
    }
    VersionRow row =
        new VersionRow(
            draft.bucket(),
            draft.key(),
            seq,
            versionId,
            true,
            false,
            origin.now(),
            draft.size(),
            draft.etag(),
            draft.blob(),
            draft.attributes(),
            draft.tags(),
            lock,
            rights.kept(bucket, draft.acl(), origin.caller()));
    Versions.insert(tx, row);
    Facts.created(tx, bucket, row, origin, reason);
    return row;
  }

  /** What a delete did: the marker it made or the version it removed, if there was anything. */
  record Deleted(Optional<VersionRow> marker, Optional<VersionRow> removed) {}

  /** DeleteObject without a version id. */
  Deleted delete(Tx tx, String bucketName, String key, Deletion how, Origin origin)
      throws SQLException {
    BucketRow bucket = Buckets.load(tx, bucketName);
    Optional<VersionRow> newest = Versions.newest(tx, bucketName, key);
    how.condition().check(newest);
    if (bucket.versioning() == Versioning.OFF) {
      if (newest.isPresent()) {
        remove(tx, newest.get(), origin, how.bypass());
        Facts.deleted(tx, bucket, newest.get(), origin, how.reason(), false);
      }
      return new Deleted(Optional.empty(), newest);
    }
    long seq = nextSeq(newest, origin.now());
    String versionId = VersionRow.NULL_VERSION;
    if (bucket.versioning() == Versioning.ENABLED) {
      versionId = Versions.id(seq, origin.nonce());
    } else {
      newest = dropNullVersion(tx, bucket, key, newest, origin);
    }
    if (newest.isPresent()) {
      Versions.setLatest(tx, newest.get(), false);
    }
    VersionRow marker =
        new VersionRow(
            bucketName,
            key,
            seq,
            versionId,
            true,
            true,
            origin.now(),
            0,
            "",
            0,
            Attributes.NONE,
            Optional.empty(),
            Lock.NONE,
            Optional.empty());
    Versions.insert(tx, marker);
    Facts.deleted(tx, bucket, marker, origin, how.reason(), true);
    return new Deleted(Optional.of(marker), Optional.empty());
  }

  /** DeleteObject with a version id: that version goes for good. */
  Deleted deleteVersion(
      Tx tx, String bucketName, String key, String versionId, Deletion how, Origin origin)
      throws SQLException {
    BucketRow bucket = Buckets.load(tx, bucketName);
    Optional<VersionRow> found = Versions.find(tx, bucketName, key, versionId);
    if (found.isEmpty()) {
      return new Deleted(Optional.empty(), Optional.empty());
    }
    how.condition().check(found);
    remove(tx, found.get(), origin, how.bypass());
    if (found.get().latest()) {
      Optional<VersionRow> next = Versions.newest(tx, bucketName, key);
      if (next.isPresent()) {
        Versions.setLatest(tx, next.get(), true);
      }
    }
    Facts.deleted(tx, bucket, found.get(), origin, how.reason(), false);
    return new Deleted(Optional.empty(), found);
  }

  /**
   * A write without versioning takes the place of the null version, wherever in the order it is.
   */
  private Optional<VersionRow> dropNullVersion(
      Tx tx, BucketRow bucket, String key, Optional<VersionRow> newest, Origin origin)
      throws SQLException {
    if (newest.isEmpty()) {
      return newest;
    }
    if (newest.get().isNullVersion()) {
      remove(tx, newest.get(), origin, Lock.Bypass.NONE);
      return bucket.versioning() == Versioning.OFF
          ? Optional.empty()
          : Versions.newest(tx, bucket.name(), key);
    }
    Optional<VersionRow> old = Versions.find(tx, bucket.name(), key, VersionRow.NULL_VERSION);
    if (old.isPresent()) {
      remove(tx, old.get(), origin, Lock.Bypass.NONE);
    }
    return newest;
  }

  private void remove(Tx tx, VersionRow row, Origin origin, Lock.Bypass bypass)
      throws SQLException {
    Versions.delete(tx, row, origin.now(), bypass);
    if (!row.marker()) {
      Blobs.release(tx, row.blob());
      purger.wake();
    }
  }

  private static long nextSeq(Optional<VersionRow> newest, Instant now) {
    long time = now.toEpochMilli() * 1000;
    return newest.map(row -> Math.max(row.seq() + 1, time)).orElse(time);
  }
}

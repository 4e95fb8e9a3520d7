package io.tarn.store;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.kernel.Page;
import io.tarn.ledger.Tx;
import io.tarn.store.crypt.Default;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What other rooms may do with objects without the wire: look, read, pin for an engine, and publish
 * in a commit of their own.
 *
 * <p>Nothing here asks for permission on objects: the calling room asks the Authorizer first, with
 * {@link #access}. What the bytes' encryption needs besides (kms:Decrypt, kms:GenerateDataKey) is
 * asked here, of the caller that comes with the call. Delete markers are never seen here.
 */
public interface Objects {
  /**
   * Keeps the bytes of every version that a read beginning after this call sees, until it is
   * closed. To be opened before the read and closed once streams are done or {@link #pin} has
   * returned.
   */
  Hold hold();

  /** The bucket's region; empty when there is no such bucket. */
  Optional<String> findBucketRegion(Tx tx, String bucket) throws SQLException;

  /**
   * The current versions below a prefix, in the byte order of their keys.
   *
   * @param after the page's start: only larger keys; empty for the first page
   * @return keys to go on from stand in {@link Page#next}
   * @throws io.tarn.kernel.ServiceError NoSuchBucket
   */
  Page<ObjectVersion> list(Tx tx, String bucket, String prefix, Optional<String> after, int limit)
      throws SQLException;

  /**
   * The next level below a prefix, as a delimiter {@code /} shows it: keys that end here and the
   * folders (with their slash), in order, each as text.
   */
  Page<String> listFolders(Tx tx, String bucket, String prefix, Optional<String> after, int limit)
      throws SQLException;

  /** The current version of an object. */
  Optional<ObjectVersion> find(Tx tx, String bucket, String key) throws SQLException;

  Optional<ObjectVersion> find(Tx tx, String bucket, String key, String versionId)
      throws SQLException;

  /**
   * All bytes of a version, decrypted.
   *
   * @throws io.tarn.kernel.ServiceError AccessDenied without kms:Decrypt, KMS's errors;
   *     InvalidRequest naming an object whose key its writer keeps (SSE-C)
   */
  InputStream open(Call call, ObjectVersion version) throws IOException;

  /** So many bytes of a version from an offset on; fewer when the object ends before. */
  InputStream open(Call call, ObjectVersion version, long offset, long length) throws IOException;

  /**
   * Local files with the bytes of these versions, in a private directory on the blobs' file system.
   * Versions that lie in one blob are hard-linked; small and multipart ones are written once into a
   * bounded cache, encrypted ones decrypted into another that is wiped.
   *
   * @throws io.tarn.kernel.ServiceError naming the object when it is gone or does not fit the
   *     cache; the errors of {@link #open}
   */
  Pinned pin(Call call, List<ObjectVersion> versions, Layout layout) throws IOException;

  /**
   * Stores bytes durably without showing them to anyone, encrypted as the bucket wants it. Reads
   * the stream to its end.
   *
   * @param key where they will be published
   * @throws io.tarn.kernel.ServiceError NoSuchBucket, AccessDenied without kms:GenerateDataKey,
   *     KMS's errors
   */
  Staged stage(Call call, String bucket, String key, InputStream bytes) throws IOException;

  /**
   * The same for a finished local file, which is moved away, not copied, where that is possible.
   */
  Staged stage(Call call, String bucket, String key, Path file) throws IOException;

  /**
   * The same, encrypted as the room asks instead of as the bucket wants it.
   *
   * @param encryption {@link Default#NONE} leaves it to the bucket
   */
  Staged stage(Call call, String bucket, String key, InputStream bytes, Default encryption)
      throws IOException;

  /** The same for a finished local file. */
  Staged stage(Call call, String bucket, String key, Path file, Default encryption)
      throws IOException;

  /**
   * A fresh private directory on the blobs' file system, for an engine to write files into that are
   * staged afterwards. Removed with everything in it when closed.
   */
  Scratch scratch() throws IOException;

  /**
   * Makes an object of staged bytes, with its fact, inside the caller's transaction. May run
   * several times, as a commit does.
   *
   * @throws io.tarn.kernel.ServiceError NoSuchBucket
   */
  ObjectVersion publish(Tx tx, Staged staged, Publication publication) throws SQLException;

  /**
   * Removes an object as DeleteObject does (a delete marker where the bucket is versioned), inside
   * the caller's transaction.
   */
  void delete(Tx tx, Publication publication) throws SQLException;

  /**
   * The question for the Authorizer whether an action on an object is allowed, the bucket's policy
   * attached.
   *
   * @param action e.g. {@code s3:GetObject}
   */
  Access access(String action, String bucket, String key);

  /** The same for actions on the bucket itself, e.g. {@code s3:ListBucket}. */
  Access access(String action, String bucket);

  /** See {@link #hold}. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** See {@link #scratch}. */
  interface Scratch extends AutoCloseable {
    Path directory();

    @Override
    void close();
  }
}

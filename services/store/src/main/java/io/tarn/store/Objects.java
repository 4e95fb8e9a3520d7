package io.tarn.store;

import io.tarn.api.Access;
import io.tarn.kernel.Page;
import io.tarn.ledger.Tx;
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
 * <p>Nothing here asks for permission: the calling room asks the Authorizer first, with {@link
 * #access}. Delete markers are never seen here.
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

  /** All bytes of a version. */
  InputStream open(ObjectVersion version) throws IOException;

  /** So many bytes of a version from an offset on; fewer when the object ends before. */
  InputStream open(ObjectVersion version, long offset, long length) throws IOException;

  /**
   * Local files with the bytes of these versions, in a private directory on the blobs' file system.
   * Versions that lie in one blob are hard-linked; small and multipart ones are written once into a
   * bounded cache.
   *
   * @throws io.tarn.kernel.ServiceError naming the object when it is gone or does not fit the cache
   */
  Pinned pin(List<ObjectVersion> versions, Layout layout) throws IOException;

  /** Stores bytes durably without showing them to anyone. Reads the stream to its end. */
  Staged stage(InputStream bytes) throws IOException;

  /**
   * The same for a finished local file, which is moved away, not copied, where that is possible.
   */
  Staged stage(Path file) throws IOException;

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

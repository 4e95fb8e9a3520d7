package io.tarn.store.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps immutable bytes under numbers. A blob is written once, is durable when {@link
 * Writer#finish} has returned, and is never changed. Thread-safe.
 *
 * <p>Numbers are positive, grow with time, and are never used twice.
 */
public interface BlobStore extends Closeable {
  /**
   * Makes sure, at the start, that blobs can be kept here.
   *
   * @throws IOException saying why not
   */
  default void prepare() throws IOException {}

  /**
   * Begins a blob.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the number is taken
   */
  Writer create(long id) throws IOException;

  /**
   * Takes over a local file as a blob, without copying it where the file system allows. The file is
   * gone from its old place afterwards, and the blob is durable.
   */
  void adopt(long id, Path file) throws IOException;

  /**
   * Opens so many bytes of a blob, from an offset on.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such blob
   */
  InputStream open(long id, long offset, long length) throws IOException;

  /** The blob as a local file that may be hard-linked and must not be written. */
  Optional<Path> file(long id);

  /**
   * How many bytes a blob has.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such blob
   */
  long size(long id) throws IOException;

  /** Removes a blob; quietly when there is none. */
  void delete(long id) throws IOException;

  /**
   * Numbers of blobs in growing order, for the sweeper.
   *
   * @param after only larger ones
   */
  List<Long> list(long after, int limit) throws IOException;

  /** A blob being written, by one thread. Closing it before {@link #finish} removes it. */
  interface Writer extends Closeable {
    /**
     * @throws IOException also when the disk or the quota is full
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Makes the bytes durable, and the name too. */
    void finish() throws IOException;
  }
}

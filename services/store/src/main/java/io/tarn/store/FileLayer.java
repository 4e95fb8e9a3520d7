package io.tarn.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * The operations on files that blobs are made of: the one place where each of them can be made to
 * fail, or be recorded to see what a power cut leaves of it.
 */
interface FileLayer {
  /** The disk itself. */
  FileLayer DISK = new DiskFiles();

  /**
   * Begins a file.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one
   */
  Output create(Path file) throws IOException;

  FileChannel read(Path file) throws IOException;

  /** Makes a file's bytes, or a directory's names, durable. */
  void sync(Path path) throws IOException;

  /** Mode 0444. */
  void readOnly(Path file) throws IOException;

  void move(Path from, Path to) throws IOException;

  /** With all parents that are missing. */
  void makeDirectories(Path directory) throws IOException;

  boolean delete(Path file) throws IOException;

  long size(Path file) throws IOException;

  boolean exists(Path file);

  /** Calls back for each name below a directory that is a number in so many hexadecimal digits. */
  void numbers(Path directory, int digits, LongConsumer found) throws IOException;

  /** A file being written, by one thread. */
  interface Output extends Closeable {
    void write(ByteBuffer bytes) throws IOException;

    void sync() throws IOException;
  }
}

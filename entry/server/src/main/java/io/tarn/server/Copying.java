package io.tarn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Copies files durably, and tells what their bytes were. Thread-safe. */
final class Copying {
  private static final int BUFFER = 256 * 1024;

  private final Set<Path> directories = new ConcurrentSkipListSet<>();

  /** Copies bytes and mode; the new file's bytes are durable when this returns. */
  Manifest.Entry copy(Path from, Path to, String name) throws IOException {
    prepare(to);
    Manifest.Entry entry;
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(from);
      Files.setPosixFilePermissions(to, mode);
      entry = pass(in, out, name);
      out.force(true);
    }
    return entry;
  }

  private static Manifest.Entry pass(FileChannel in, FileChannel out, String name)
      throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long length = 0;
    while (in.read(buffer) >= 0) {
      buffer.flip();
      crc.update(buffer.array(), 0, buffer.limit());
      length += buffer.limit();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      buffer.clear();
    }
    return new Manifest.Entry(length, crc.getValue(), name);
  }

  /** Reads a file without copying it. */
  static Manifest.Entry read(Path file, String name) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long length = 0;
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (in.read(buffer) >= 0) {
        crc.update(buffer.array(), 0, buffer.position());
        length += buffer.position();
        buffer.clear();
      }
    }
    return new Manifest.Entry(length, crc.getValue(), name);
  }

  /** Links a file that never changes; false where the file systems do not allow it. */
  boolean link(Path from, Path to) throws IOException {
    prepare(to);
    try {
      Files.createLink(to, from);
      return true;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false;
    }
  }

  private void prepare(Path file) throws IOException {
    Path directory = file.getParent();
    // Named as made only when it is: others copy into it at the same time.
    if (directory != null && !directories.contains(directory)) {
      Files.createDirectories(directory);
      directories.add(directory);
    }
  }

  /** Makes the names durable, below a root and its own. */
  void syncDirectories(Path root) throws IOException {
    Set<Path> all = new TreeSet<>();
    for (Path each : directories) {
      for (Path up = each; up != null && up.startsWith(root); up = up.getParent()) {
        all.add(up);
      }
    }
    all.add(root);
    Path above = root.toAbsolutePath().getParent();
    if (above != null) {
      all.add(above);
    }
    for (Path directory : all) {
      sync(directory);
    }
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Makes a directory, or takes an empty one.
   *
   * @throws IOException when there is something in it
   */
  static void requireEmpty(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new IOException(directory + " is not empty: name a new or an empty directory");
      }
    }
  }

  /** Removes what is in a directory that was empty before. */
  static void empty(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .filter(file -> !file.equals(directory))
          .forEach(Copying::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Blobs as files of a local disk, mode 0444, each in the directory of the minute in which its
 * number was made: many writers at once then share the directory's fsync.
 */
public final class LocalBlobStore implements BlobStore {
  private final Path root;
  private final Quota quota;
  private final DirectorySyncs syncs = new DirectorySyncs();
  private final Set<Path> directories = ConcurrentHashMap.newKeySet();

  /** A bound on what may be written, asked before every write; throws when there is no room. */
  @FunctionalInterface
  public interface Quota {
    void take(long bytes) throws IOException;

    /** The disk itself is the only bound. */
    static Quota none() {
      return bytes -> {};
    }
  }

  /**
   * @param root made when it does not exist
   */
  public LocalBlobStore(Path root, Quota quota) {
    this.root = requireNonNull(root, "root is null");
    this.quota = requireNonNull(quota, "quota is null");
  }

  @Override
  public Writer create(long id) throws IOException {
    Path file = path(id);
    Path directory = requireNonNull(file.getParent());
    prepare(directory);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    return new FileWriter(file, directory, channel);
  }

  @Override
  public void adopt(long id, Path file) throws IOException {
    quota.take(0);
    Path target = path(id);
    Path directory = requireNonNull(target.getParent());
    prepare(directory);
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
    readOnly(file);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    syncs.sync(directory);
  }

  @Override
  public InputStream open(long id, long offset, long length) throws IOException {
    FileChannel channel = FileChannel.open(path(id), StandardOpenOption.READ);
    try {
      channel.position(offset);
      return new Bounded(Channels.newInputStream(channel), length);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Optional<Path> file(long id) {
    return Optional.of(path(id));
  }

  @Override
  public void delete(long id) throws IOException {
    Files.deleteIfExists(path(id));
  }

  @Override
  public List<Long> list(long after, int limit) throws IOException {
    List<Long> found = new ArrayList<>();
    String from = name(after);
    for (Path first : children(root)) {
      String firstName = String.valueOf(first.getFileName());
      if (firstName.compareTo(from.substring(0, 6)) < 0) {
        continue;
      }
      for (Path second : children(first)) {
        String both = firstName + second.getFileName();
        if (both.compareTo(from.substring(0, 8)) < 0) {
          continue;
        }
        for (Path file : children(second)) {
          String name = String.valueOf(file.getFileName());
          if (name.length() == 16 && name.compareTo(from) > 0) {
            found.add(Long.parseLong(name, 16));
            if (found.size() == limit) {
              return found;
            }
          }
        }
      }
    }
    return found;
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public void close() {}

  private static String name(long id) {
    return String.format(Locale.ROOT, "%016x", id);
  }

  private Path path(long id) {
    String name = name(id);
    return root.resolve(name.substring(0, 6)).resolve(name.substring(6, 8)).resolve(name);
  }

  /** Makes a directory and its parents, durably, once. */
  private void prepare(Path directory) throws IOException {
    if (directories.contains(directory)) {
      return;
    }
    Files.createDirectories(directory);
    Path parent = requireNonNull(directory.getParent());
    syncs.sync(parent);
    syncs.sync(root);
    Path above = root.toAbsolutePath().getParent();
    if (above != null) {
      syncs.sync(above);
    }
    if (directories.size() > 1024) {
      directories.clear();
    }
    directories.add(directory);
  }

  private static void readOnly(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
  }

  private final class FileWriter implements Writer {
    private final Path file;
    private final Path directory;
    private final FileChannel channel;
    private boolean finished;

    FileWriter(Path file, Path directory, FileChannel channel) {
      this.file = file;
      this.directory = directory;
      this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      quota.take(length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void finish() throws IOException {
      readOnly(file);
      channel.force(true);
      channel.close();
      syncs.sync(directory);
      finished = true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!finished) {
        Files.deleteIfExists(file);
      }
    }
  }
}

package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Blobs as files of a local disk, mode 0444, each in the directory of the minute in which its
 * number was made: many writers at once then share the directory's fsync.
 */
public final class LocalBlobStore implements BlobStore {
  private static final int FIRST_DIGITS = 6;
  private static final int SECOND_DIGITS = 2;
  private static final int FILE_DIGITS = 16;

  /** A directory with so many files is read once for several pages of a list. */
  private static final int MANY_FILES = 10_000;

  private final Path root;
  private final Quota quota;
  private final FileLayer files;
  private final DirectorySyncs syncs;
  private final Set<Path> directories = ConcurrentHashMap.newKeySet();
  private volatile Numbers last = new Numbers(-1, new long[0]);

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
    this(root, quota, FileLayer.DISK);
  }

  LocalBlobStore(Path root, Quota quota, FileLayer files) {
    this.root = requireNonNull(root, "root is null");
    this.quota = requireNonNull(quota, "quota is null");
    this.files = requireNonNull(files, "files is null");
    this.syncs = new DirectorySyncs(files);
  }

  @Override
  public Writer create(long id) throws IOException {
    Path file = path(id);
    Path directory = requireNonNull(file.getParent());
    prepare(directory);
    return new FileWriter(file, directory, files.create(file));
  }

  @Override
  public void adopt(long id, Path file) throws IOException {
    quota.take(0);
    Path target = path(id);
    Path directory = requireNonNull(target.getParent());
    prepare(directory);
    if (files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    files.readOnly(file);
    files.sync(file);
    files.move(file, target);
    syncs.sync(directory);
  }

  @Override
  public InputStream open(long id, long offset, long length) throws IOException {
    return new FileInput(files.read(path(id)), offset, length);
  }

  @Override
  public Optional<Path> file(long id) {
    return Optional.of(path(id));
  }

  @Override
  public long size(long id) throws IOException {
    return files.size(path(id));
  }

  @Override
  public void delete(long id) throws IOException {
    files.delete(path(id));
  }

  @Override
  public List<Long> list(long after, int limit) throws IOException {
    List<Long> found = new ArrayList<>();
    for (long first : numbers(root, FIRST_DIGITS)) {
      if (first < after >>> 40) {
        continue;
      }
      for (long second : numbers(root.resolve(hex(first, FIRST_DIGITS)), SECOND_DIGITS)) {
        long both = first << 8 | second;
        if (both < after >>> 32) {
          continue;
        }
        for (long id : minute(both, after)) {
          if (id > after) {
            found.add(id);
            if (found.size() == limit) {
              return found;
            }
          }
        }
      }
    }
    return found;
  }

  /** The files of a directory in order, by the number that all of theirs begin with. */
  private record Numbers(long directory, long[] ids) {}

  private long[] minute(long directory, long after) throws IOException {
    Numbers known = last;
    if (known.directory == directory && Arrays.binarySearch(known.ids, after) >= 0) {
      return known.ids;
    }
    long[] ids = numbers(path(directory << 32).getParent(), FILE_DIGITS);
    last = ids.length > MANY_FILES ? new Numbers(directory, ids) : new Numbers(-1, new long[0]);
    return ids;
  }

  private long[] numbers(@Nullable Path directory, int digits) throws IOException {
    LongStream.Builder found = LongStream.builder();
    files.numbers(requireNonNull(directory), digits, found::add);
    return found.build().sorted().toArray();
  }

  @Override
  public void close() {}

  private static String hex(long number, int digits) {
    return HexFormat.of().toHexDigits(number, digits);
  }

  private Path path(long id) {
    String name = hex(id, FILE_DIGITS);
    return root.resolve(name.substring(0, FIRST_DIGITS))
        .resolve(name.substring(FIRST_DIGITS, FIRST_DIGITS + SECOND_DIGITS))
        .resolve(name);
  }

  /** Makes a directory and its parents, durably, once. */
  private void prepare(Path directory) throws IOException {
    if (directories.contains(directory)) {
      return;
    }
    files.makeDirectories(directory);
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

  private final class FileWriter implements Writer {
    private final Path file;
    private final Path directory;
    private final FileLayer.Output output;
    private boolean finished;

    FileWriter(Path file, Path directory, FileLayer.Output output) {
      this.file = file;
      this.directory = directory;
      this.output = output;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      quota.take(length);
      output.write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void finish() throws IOException {
      files.readOnly(file);
      output.sync();
      output.close();
      syncs.sync(directory);
      finished = true;
    }

    @Override
    public void close() throws IOException {
      try {
        output.close();
      } finally {
        if (!finished) {
          files.delete(file);
        }
      }
    }
  }
}

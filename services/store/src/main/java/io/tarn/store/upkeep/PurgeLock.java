package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps bytes from being removed while another process copies them. The lake takes the lock alone
 * for each batch it removes, and does without when it cannot have it; a backup takes it in common
 * with other backups. It is a lock of the operating system and ends with the process that holds it.
 */
public final class PurgeLock implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeLock.class);

  /** Of the lock file, in the directory of the cache. */
  public static final String NAME = "purge.lock";

  private final Path file;
  private @Nullable FileChannel channel;

  public PurgeLock(Path file) {
    this.file = requireNonNull(file, "file is null");
  }

  /**
   * Removes something unless another process holds on to it.
   *
   * @return what the removal says, or false when it was not begun
   */
  public synchronized boolean whileAlone(BooleanSupplier removal) {
    try (FileLock lock = open().tryLock(0, Long.MAX_VALUE, false)) {
      return lock != null && removal.getAsBoolean();
    } catch (OverlappingFileLockException e) {
      LOG.debug("A backup in this process holds on to all bytes");
      return false;
    } catch (IOException e) {
      LOG.warn("Nothing is removed, as {} cannot be locked: {}", file, e.getMessage());
      return false;
    }
  }

  /** From now on, until this is closed, no bytes are removed. */
  public synchronized void hold() throws IOException {
    open().lock(0, Long.MAX_VALUE, true);
  }

  private FileChannel open() throws IOException {
    FileChannel present = channel;
    if (present == null) {
      Files.createDirectories(requireNonNull(file.getParent()));
      present =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = present;
    }
    return present;
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}

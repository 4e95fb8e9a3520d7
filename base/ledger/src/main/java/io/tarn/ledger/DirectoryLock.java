package io.tarn.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One process, one ledger in a directory. The operating system's lock keeps other processes out and
 * ends with the process; it says nothing inside one process, and closing any second descriptor of
 * the file would drop it, so a set of the directories open here is asked first.
 */
final class DirectoryLock implements AutoCloseable {
  private static final Set<Path> OPEN = new HashSet<>();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DirectoryLock acquire(Path directory) throws IOException {
    Path real = directory.toRealPath();
    synchronized (OPEN) {
      if (OPEN.contains(real)) {
        throw new LedgerException(
            "The data directory " + real + " is already open in this process: close it first");
      }
      FileChannel channel =
          FileChannel.open(
              real.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      @Nullable FileLock lock = null;
      try {
        lock = channel.tryLock();
        if (lock == null) {
          throw new LedgerException(
              "The data directory "
                  + real
                  + " is in use by another process ("
                  + holder(real)
                  + "): stop it first, or choose another directory");
        }
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
            0);
      } finally {
        if (lock == null) {
          channel.close();
        }
      }
      OPEN.add(real);
      return new DirectoryLock(real, channel);
    }
  }

  private static String holder(Path directory) throws IOException {
    String pid = Files.readString(directory.resolve("lock"), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "process id unknown" : "process id " + pid;
  }

  @Override
  public void close() throws IOException {
    synchronized (OPEN) {
      channel.close();
      OPEN.remove(directory);
    }
  }
}

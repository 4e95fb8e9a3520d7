package io.tarn.store.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Overwrites decrypted bytes and removes their file. On file systems and disks that write elsewhere
 * (copy on write, flash) earlier blocks may live on until they are used again.
 */
public final class Wipe {
  private static final int BUFFER = 1 << 20;

  private Wipe() {}

  /** Quietly done when there is no such file. */
  public static void file(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (NoSuchFileException e) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER);
      long size = channel.size();
      for (long at = 0; at < size; ) {
        zeros.clear().limit((int) Math.min(BUFFER, size - at));
        at += channel.write(zeros, at);
      }
      channel.force(false);
    }
    Files.delete(file);
  }
}

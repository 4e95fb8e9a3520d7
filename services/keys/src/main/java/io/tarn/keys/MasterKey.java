package io.tarn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key that wraps all others: 256 random bits as hexadecimal text in a file of mode 600. It is
 * never in the ledger. Keys for different purposes are derived from it, so that none of them tells
 * of another.
 */
final class MasterKey {
  private final Path file;
  private final SecureRandom random;
  private byte @Nullable [] key;

  MasterKey(Path file, SecureRandom random) {
    this.file = requireNonNull(file, "file is null");
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * Reads the file, or makes it.
   *
   * @param expected the fingerprint of the key that has wrapped something already; null when there
   *     is nothing yet
   * @return the key's fingerprint
   * @throws IllegalStateException naming the file when it is missing, foreign or open to others
   */
  String load(@Nullable String expected) {
    try {
      if (!Files.exists(file)) {
        if (expected != null) {
          throw new IllegalStateException(
              "The master key "
                  + file
                  + " is missing: put it back from your copy. Without it nothing that is encrypted"
                  + " in this lake can be read");
        }
        make();
      }
      key = read();
    } catch (IOException e) {
      throw new UncheckedIOException("The master key " + file + " cannot be read or made", e);
    }
    String fingerprint = HexFormat.of().formatHex(derive("fingerprint"), 0, 16);
    if (expected != null && !expected.equals(fingerprint)) {
      throw new IllegalStateException(
          "The master key " + file + " is not the one that wrapped this lake's keys");
    }
    return fingerprint;
  }

  private byte[] read() throws IOException {
    Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
    open.remove(PosixFilePermission.OWNER_READ);
    open.remove(PosixFilePermission.OWNER_WRITE);
    if (!open.isEmpty()) {
      throw new IllegalStateException(
          "The master key " + file + " is open to others: run chmod 600 on it");
    }
    try {
      byte[] found = HexFormat.of().parseHex(Files.readString(file).strip());
      if (found.length == Gcm.KEY_BYTES) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("The master key " + file + " is damaged", e);
    }
    throw new IllegalStateException("The master key " + file + " is damaged");
  }

  private void make() throws IOException {
    byte[] fresh = new byte[Gcm.KEY_BYTES];
    random.nextBytes(fresh);
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, HexFormat.of().formatHex(fresh) + "\n");
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory =
        FileChannel.open(
            requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** A key of its own for a purpose. */
  byte[] derive(String purpose) {
    byte[] loaded = key;
    if (loaded == null) {
      throw new IllegalStateException("The master key is used before the room is prepared");
    }
    return Gcm.hmac(loaded, ("tarn 1 " + purpose).getBytes(UTF_8));
  }
}

package io.tarn.server;

import io.tarn.identity.KeyPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The root keys for people and tools: {@code DIR/root-credentials}, AWS credentials-file format,
 * readable by its owner only.
 */
final class RootCredentialsFile {
  private RootCredentialsFile() {}

  static Path in(Path data) {
    return data.resolve("root-credentials");
  }

  /**
   * @param guests the keys of guest accounts' root users by account, written as {@code
   *     guest-<account>}
   */
  static void write(Path data, KeyPair root, Map<String, KeyPair> guests) {
    StringBuilder profiles = new StringBuilder(profile("default", root));
    guests.forEach((account, key) -> profiles.append(profile("guest-" + account, key)));
    String text = profiles.toString();
    Path file = in(data);
    try {
      if (Files.exists(file) && Files.readString(file).equals(text)) {
        return;
      }
      Path fresh = data.resolve("root-credentials.new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text);
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static String profile(String name, KeyPair key) {
    return "["
        + name
        + "]\naws_access_key_id = "
        + key.accessKeyId()
        + "\naws_secret_access_key = "
        + key.secretAccessKey()
        + "\n";
  }
}

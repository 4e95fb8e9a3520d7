package io.tarn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The root key for people and tools: {@code DIR/root-credentials}, AWS credentials-file format,
 * readable by its owner only.
 */
final class RootCredentialsFile {
  private RootCredentialsFile() {}

  static Path in(Path data) {
    return data.resolve("root-credentials");
  }

  static void write(Path data, String accessKeyId, String secretAccessKey) {
    String text =
        "[default]\naws_access_key_id = "
            + accessKeyId
            + "\naws_secret_access_key = "
            + secretAccessKey
            + "\n";
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
}

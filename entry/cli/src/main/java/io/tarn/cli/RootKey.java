package io.tarn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys a command signs with: the environment's, else those in the lake's {@code
 * root-credentials} file.
 */
record RootKey(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
  static Path fileIn(Path data) {
    return data.resolve("root-credentials");
  }

  /**
   * @throws UsageException when neither place has keys
   */
  static RootKey find(Path data) {
    Map<String, String> environment = System.getenv();
    String id = environment.get("AWS_ACCESS_KEY_ID");
    String secret = environment.get("AWS_SECRET_ACCESS_KEY");
    if (id != null && secret != null) {
      return new RootKey(id, secret, Optional.ofNullable(environment.get("AWS_SESSION_TOKEN")));
    }
    return read(fileIn(data));
  }

  static RootKey read(Path file) {
    Map<String, String> values = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("[") && !line.equals("[default]")) {
          break;
        }
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new UsageException(
          "no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name the lake's directory with --data ("
              + file
              + " cannot be read)");
    }
    String id = values.get("aws_access_key_id");
    String secret = values.get("aws_secret_access_key");
    if (id == null || secret == null) {
      throw new UsageException("no keys in " + file);
    }
    return new RootKey(id, secret, Optional.empty());
  }
}

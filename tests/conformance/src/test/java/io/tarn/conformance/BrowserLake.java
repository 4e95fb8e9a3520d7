package io.tarn.conformance;

import io.tarn.protocol.sigv4.Signer;
import io.tarn.server.Configuration;
import io.tarn.server.Lake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A lake in this process, with its root key and raw HTTP to it. */
final class BrowserLake implements AutoCloseable {
  final Lake lake;
  final RawHttp http;
  final Signer.Credentials root;

  BrowserLake(Path data) {
    lake =
        Lake.open(
            Configuration.load(
                Optional.empty(),
                Map.of(),
                Map.of("server.data", data.toString(), "server.port", "0", "sql.warm", "false")));
    Map<String, String> keys = new HashMap<>();
    try {
      for (String line : Files.readAllLines(lake.rootCredentialsFile())) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          keys.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    root =
        Signer.Credentials.of(
            String.valueOf(keys.get("aws_access_key_id")),
            String.valueOf(keys.get("aws_secret_access_key")));
    http = new RawHttp(URI.create(lake.url()), root);
  }

  /** A request for a bucket or object in the path, signed by root. */
  RawHttp.Answer call(String method, String target, byte[] body, String... headers)
      throws IOException {
    return http.signed(method, http.authority(), target, body, headers);
  }

  @Override
  public void close() {
    lake.close();
  }
}

package io.tarn.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.identity.KeyPair;
import io.tarn.kernel.Ids;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bearer tokens over HTTP, on a lake whose clock is the test's. */
class TestBearerTokens {
  private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path data;

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @Test
  void endWithTheirTime() throws IOException, InterruptedException {
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of(),
            Map.of("server.data", data.toString(), "sql.warm", "false"));
    Ids ids = new Ids(new SecureRandom());
    try (Wiring wiring = new Wiring(configuration, now::get, ids, () -> "")) {
      KeyPair root = wiring.identity().rootCredentials(Optional.empty());
      try (Listener listener =
              new Listener("127.0.0.1", 0, Optional.empty(), wiring.pipeline(), ids);
          HttpClient http = HttpClient.newHttpClient()) {
        listener.start();
        wiring.start();
        URI lake = URI.create("http://127.0.0.1:" + listener.port());
        String token = token(http, lake, root);
        String[] paths = {"/iceberg/v1/config", "/query?query=SELECT%201"};
        now.set(START.plusSeconds(3_599));
        for (String path : paths) {
          assertThat(get(http, lake.resolve(path), token).statusCode()).as(path).isEqualTo(200);
        }
        now.set(START.plusSeconds(3_600));
        for (String path : paths) {
          HttpResponse<String> late = get(http, lake.resolve(path), token);
          assertThat(late.statusCode()).as(path).isEqualTo(401);
          assertThat(late.body()).contains("NotAuthorizedException", "The token has expired");
        }
      }
    }
  }

  private static String token(HttpClient http, URI lake, KeyPair key)
      throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id="
            + key.accessKeyId()
            + "&client_secret="
            + URLEncoder.encode(key.secretAccessKey(), UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(lake.resolve(BearerTokens.PATH))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(answer).path("access_token").asText();
  }

  private static HttpResponse<String> get(HttpClient http, URI place, String token)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(place).header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}

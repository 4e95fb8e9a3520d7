package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Structure;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a client writes, the server routes to the same operation and reads the same; and what the
 * server writes, the client reads: for every operation of every service in every protocol it has.
 */
class TestRoundTrips {
  private static final long SEED = 20_261_121;
  private static final int ROUNDS = 6;

  private final Requests requests = new Requests(List.of("localhost"));

  @Test
  void serversReadWhatClientsWrite() {
    Map<String, String> failures = new TreeMap<>();
    Random random = new Random(SEED);
    for (WireForms form : WireForms.all()) {
      for (int i = 0; i < ROUNDS; i++) {
        Structure input = new RandomStructures(random, 200).fill(form.operation().input());
        Object expected = SmithyValues.plain(input);
        try {
          Wire.Request request =
              form.protocol().encodeRequest(form.service(), form.operation(), input, "localhost");
          Wire.Routed routed = requests.route(request.head(), form.service().signingName());
          assertThat(routed.protocol()).isSameAs(form.protocol());
          Wire.Decoded decoded = routed.protocol().decode(routed, request);
          assertThat(decoded.operation()).isEqualTo(form.operation().name());
          assertThat(withoutAdded(SmithyValues.plain(decoded.input()), expected))
              .isEqualTo(withoutLength(expected));
        } catch (IOException | RuntimeException | AssertionError e) {
          failures.putIfAbsent(form.toString(), String.valueOf(e));
        }
      }
    }
    assertThat(failures).as("seed " + SEED).isEmpty();
  }

  @Test
  void clientsReadWhatServersWrite() {
    Map<String, String> failures = new TreeMap<>();
    Random random = new Random(SEED);
    for (WireForms form : WireForms.all()) {
      if (form.answersEvents()) {
        continue;
      }
      for (int i = 0; i < ROUNDS; i++) {
        Structure output =
            new RandomStructures(random, form.operation().status()).fill(form.operation().output());
        Object expected = SmithyValues.plain(output);
        try {
          Wire.Response response =
              form.protocol().encode(form.service(), form.operation(), output, "id");
          assertThat(response.head().headers().first("x-amzn-RequestId")).isEqualTo("id");
          Structure read = form.protocol().decodeResponse(form.operation(), response);
          assertThat(withoutAdded(SmithyValues.plain(read), expected))
              .isEqualTo(withoutLength(expected));
        } catch (IOException | RuntimeException | AssertionError e) {
          failures.putIfAbsent(form.toString(), String.valueOf(e));
        }
      }
    }
    assertThat(failures).as("seed " + SEED).isEmpty();
  }

  /** Without what codecs add of their own: lengths, checksums, and maps of no headers. */
  private static Object withoutAdded(@Nullable Object plain, @Nullable Object expected) {
    Map<?, ?> map = (Map<?, ?>) withoutLength(plain);
    map.values().removeIf(value -> value instanceof Map<?, ?> inner && inner.isEmpty());
    for (String added : List.of("ContentMD5", "ContentType")) {
      if (!((Map<?, ?>) requireNonNull(expected)).containsKey(added)) {
        map.remove(added);
      }
    }
    return map;
  }

  private static Object withoutLength(@Nullable Object plain) {
    Map<?, ?> map = new TreeMap<>((Map<?, ?>) requireNonNull(plain));
    map.remove("ContentLength");
    return map;
  }

  @Test
  void errorsAreReadAsTheyWereWritten() throws IOException {
    for (WireForms form : WireForms.all()) {
      ServiceError error =
          new ServiceError("AccessDenied", 403, "Not <you> & \"me\"").with("Detail", "x");
      RequestHead head = new RequestHead("POST", "localhost", "/", "", Headers.NONE);
      Wire.Response response = form.protocol().encodeError(form.service(), error, head, "id");
      ServiceError read = form.protocol().decodeError(response);
      assertThat(read.status()).as(form.toString()).isEqualTo(403);
      assertThat(read.message()).isEqualTo(error.message());
      assertThat(read.code()).startsWith("AccessDenied");
      assertThat(String.valueOf(read.details().get("Detail"))).contains("x");
    }
  }
}

package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.Structure;
import io.tarn.api.Validation;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Valid requests with bytes changed, cut off or doubled: each is read or refused as a caller's
 * mistake, and never becomes another service's request. A failure names the seed that repeats it,
 * and {@code -Dtarn.fuzz.seed} and {@code -Dtarn.fuzz.count} repeat a run.
 */
class TestCodecFuzz {
  private static final int DEFAULT = 50_000;
  private static final int NIGHTLY = 1_000_000;

  private final Requests requests = new Requests(List.of("localhost"));
  private final List<WireForms> forms = WireForms.all();

  @Test
  void mutatedRequestsAreReadOrRefused() {
    run(Integer.getInteger("tarn.fuzz.count", DEFAULT), Long.getLong("tarn.fuzz.seed", 1));
  }

  @Test
  @Tag("nightly")
  void aMillionMutatedRequestsAreReadOrRefused() {
    run(
        Integer.getInteger("tarn.fuzz.count", NIGHTLY),
        Long.getLong("tarn.fuzz.seed", System.nanoTime()));
  }

  private void run(int cases, long start) {
    System.out.printf("codec fuzz: %d requests, -Dtarn.fuzz.seed=%d%n", cases, start);
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      long seed = start + i;
      try {
        refused += one(new Random(seed)) ? 1 : 0;
      } catch (IOException | RuntimeException | StackOverflowError | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(refused).isBetween(cases / 20, cases - 1);
  }

  /** Whether the request was refused. */
  private boolean one(Random random) throws IOException {
    WireForms form = forms.get(random.nextInt(forms.size()));
    Structure input = new RandomStructures(random, 200).fill(form.operation().input());
    Wire.Request request =
        form.protocol().encodeRequest(form.service(), form.operation(), input, "localhost");
    Wire.Request mutated = mutate(request, random);
    String signedName = form.service().signingName();
    Wire.Routed routed = null;
    try {
      routed = requests.route(mutated.head(), signedName);
      assertThat(routed.service()).isSameAs(form.service());
      Wire.Decoded decoded = routed.protocol().decode(routed, mutated);
      if (decoded.model() != null) {
        Validation.check(decoded.model(), requireNonNull(decoded.input()));
      }
      return false;
    } catch (ServiceError error) {
      assertThat(error.status()).as(error.code()).isBetween(400, 501);
      assertThat(error.code()).isNotEqualTo("InternalFailure");
      answer(routed, form, mutated.head(), error);
      return true;
    }
  }

  private void answer(
      Wire.@Nullable Routed routed, WireForms form, RequestHead head, ServiceError error) {
    Protocol protocol =
        routed == null
            ? requests.protocolOf(head, form.service().signingName())
            : routed.protocol();
    Wire.Response response = protocol.encodeError(form.service(), error, head, "id");
    assertThat(response.head().status()).isEqualTo(error.status());
  }

  private static Wire.Request mutate(Wire.Request request, Random random) throws IOException {
    RequestHead head = request.head();
    byte[] body = Bodies.read(request.body());
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      switch (random.nextInt(6)) {
        case 0 -> head = head(head, text(head.rawPath(), random), head.rawQuery());
        case 1 -> head = head(head, head.rawPath(), text(head.rawQuery(), random));
        case 2 -> head = head.withHeaders(headers(head.headers(), random));
        default -> body = bytes(body, random);
      }
    }
    return new Wire.Request(head, Body.of(body));
  }

  private static RequestHead head(RequestHead head, String path, String query) {
    String rooted = path.startsWith("/") ? path : "/" + path;
    return new RequestHead(head.method(), head.host(), rooted, query, head.headers());
  }

  private static Headers headers(Headers headers, Random random) {
    List<Headers.Field> fields = new ArrayList<>(headers.fields());
    if (!fields.isEmpty()) {
      int at = random.nextInt(fields.size());
      Headers.Field field = fields.get(at);
      switch (random.nextInt(3)) {
        case 0 -> fields.remove(at);
        case 1 -> fields.add(field);
        default -> fields.set(at, new Headers.Field(field.name(), text(field.value(), random)));
      }
    }
    return Headers.of(fields);
  }

  private static String text(String text, Random random) {
    byte[] bytes = bytes(text.getBytes(StandardCharsets.ISO_8859_1), random);
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[\\r\\n]", "");
  }

  private static byte[] bytes(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        byte[] doubled = Arrays.copyOf(bytes, bytes.length * 2 - at);
        System.arraycopy(bytes, at, doubled, bytes.length, bytes.length - at);
        yield doubled;
      }
      case 2 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      default -> {
        byte[] changed = bytes.clone();
        byte[] special = "{}[]<>&\"'\\%=.:,;0-9#".getBytes(StandardCharsets.US_ASCII);
        changed[at] = special[random.nextInt(special.length)];
        yield changed;
      }
    };
  }
}

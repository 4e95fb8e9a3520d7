package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.KeyLookup;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as botocore signed them; see make-botocore-vectors.py. */
class TestSigV4Vectors {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  record Vector(
      String name, String service, Optional<String> token, RequestHead head, byte[] body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> vectors() throws IOException {
    String text;
    try (InputStream in =
        requireNonNull(TestSigV4Vectors.class.getResourceAsStream("/sigv4/botocore.vectors"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Stream.of(text.split("\n\n"))
        .filter(block -> !block.isBlank())
        .map(TestSigV4Vectors::parse);
  }

  private static Vector parse(String block) {
    Map<String, String> values = new HashMap<>();
    Headers.Builder headers = Headers.builder();
    for (String line : block.strip().split("\n")) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      if (name.equals("header")) {
        int second = value.indexOf(':');
        headers.add(value.substring(0, second), value.substring(second + 1).strip());
      } else {
        values.put(name, value);
      }
    }
    String[] request = requireNonNull(values.get("request")).split(" ", 2);
    return new Vector(
        requireNonNull(values.get("case")),
        requireNonNull(values.get("service")),
        Optional.ofNullable(values.get("token")),
        RequestHead.of(request[0], request[1], headers.build()),
        HexFormat.of().parseHex(values.getOrDefault("body", "")));
  }

  private static SigV4 verifier(Vector vector, @Nullable String secret) {
    Instant time = time(vector.head());
    KeyLookup keys =
        (id, token) ->
            id.equals("AKIAEXAMPLE0000000001") && token.equals(vector.token())
                ? new KeyLookup.Found(
                    new Caller.Root("123456789012"),
                    secret == null ? "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" : secret,
                    Optional.empty())
                : new KeyLookup.Unknown();
    return new SigV4(keys, InstantSource.fixed(time));
  }

  /** When it was signed; the old form says only when it ends. */
  private static Instant time(RequestHead head) {
    String query = head.rawQuery();
    int date = query.indexOf("X-Amz-Date=");
    int expires = query.indexOf("&Expires=");
    if (date < 0 && expires >= 0) {
      String text = query.substring(expires + 9).split("&")[0];
      return Instant.ofEpochSecond(Long.parseLong(text) - 600);
    }
    String text = head.header("x-amz-date").orElseGet(() -> query.substring(date + 11, date + 27));
    return TIME.parse(text, Instant::from);
  }

  private static Expected expected(Vector vector) {
    Dialect dialect =
        vector.service().equals("s3")
            ? Dialect.S3
            : Set.of("iam", "sts").contains(vector.service()) ? Dialect.QUERY : Dialect.JSON;
    return new Expected(dialect, Optional.of(vector.service()), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void acceptsWhatBotocoreSigned(Vector vector) throws IOException {
    Signed signed =
        Requests.signed(
            verifier(vector, null).authenticate(vector.head(), expected(vector), vector.body()));
    assertThat(signed.service()).isEqualTo(vector.service());
    if (vector.service().equals("s3")) {
      byte[] payload = Requests.read(signed, vector.head(), vector.body());
      if (!vector.head().header("content-encoding").orElse("").equals("aws-chunked")) {
        assertThat(payload).isEqualTo(vector.body());
      } else {
        assertThat((long) payload.length)
            .isEqualTo(
                Long.parseLong(vector.head().header("x-amz-decoded-content-length").orElseThrow()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void refusesAnotherSecret(Vector vector) {
    assertThatThrownBy(
            () ->
                verifier(vector, "another")
                    .authenticate(vector.head(), expected(vector), vector.body()))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error ->
                assertThat(error.code())
                    .isIn("SignatureDoesNotMatch", "InvalidSignatureException"));
  }
}

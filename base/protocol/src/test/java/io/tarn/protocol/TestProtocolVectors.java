package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.smithy.protocoltests.traits.AppliesTo;
import software.amazon.smithy.protocoltests.traits.HttpMessageTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestCase;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestCase;

/**
 * AWS's own vectors over its protocols, each in every direction it applies to. Those that do not
 * pass stand with a reason in {@code vectors-not-passing.txt}, and what stands there must not pass.
 */
class TestProtocolVectors {
  private static final Requests BUCKETS = new Requests(List.of());
  private static final double LISTED_MAX = 0.03;

  @Test
  void passesAllVectorsButTheListed() throws IOException {
    List<VectorCase> cases = VectorCase.all();
    TreeMap<String, String> failures = new TreeMap<>();
    for (VectorCase one : cases) {
      try {
        run(one);
      } catch (Exception | AssertionError e) {
        failures.put(one.key(), String.valueOf(e));
      }
    }
    long requests =
        cases.stream()
            .filter(one -> one.vector() instanceof HttpRequestTestCase)
            .map(one -> one.vector().getId())
            .distinct()
            .count();
    long responses =
        cases.stream()
            .filter(one -> one.vector() instanceof HttpResponseTestCase)
            .map(one -> one.vector().getId())
            .distinct()
            .count();
    System.out.printf(
        "vectors: %d request and %d response, %d runs, %d not passing%n",
        requests, responses, cases.size(), failures.size());
    Map<String, String> listed = listed();
    TreeMap<String, String> surprises = new TreeMap<>(failures);
    surprises.keySet().removeAll(listed.keySet());
    assertThat(surprises).as("vectors that fail").isEmpty();
    TreeSet<String> repaired = new TreeSet<>(listed.keySet());
    repaired.removeAll(failures.keySet());
    assertThat(repaired).as("listed vectors that pass").isEmpty();
    assertThat(requests).isGreaterThanOrEqualTo(372);
    assertThat(responses).isGreaterThanOrEqualTo(289);
    long listedIds = listed.keySet().stream().map(key -> key.split(" ")[1]).distinct().count();
    assertThat(listedIds).isLessThanOrEqualTo((long) (LISTED_MAX * (requests + responses)));
  }

  private static Map<String, String> listed() throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    try (InputStream file =
        requireNonNull(TestProtocolVectors.class.getResourceAsStream("vectors-not-passing.txt"))) {
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split("\\s+", 3);
          assertThat(parts).as("a side, an id and a reason: " + line).hasSize(3);
          listed.put(parts[0] + " " + parts[1], parts[2]);
        }
      }
    }
    return listed;
  }

  private static void run(VectorCase one) throws Exception {
    if (one.vector() instanceof HttpRequestTestCase request) {
      if (one.side() == AppliesTo.SERVER) {
        serverReads(one, request);
      } else {
        clientWrites(one, request);
      }
    } else if (one.vector() instanceof HttpResponseTestCase response) {
      if (one.side() == AppliesTo.SERVER) {
        serverWrites(one, response);
      } else {
        clientReads(one, response);
      }
    }
  }

  private static void serverReads(VectorCase one, HttpRequestTestCase vector) throws Exception {
    RequestHead head =
        new RequestHead(
            vector.getMethod(),
            vector.getHost().orElse("example.com"),
            vector.getUri(),
            String.join("&", vector.getQueryParams()),
            headers(vector));
    boolean s3 = one.protocol() == RestXml.S3;
    String bucket = s3 ? BUCKETS.bucketOfHost(vector.getResolvedHost().orElse("s3.local")) : null;
    String path = bucket == null ? head.rawPath() : "/" + bucket + head.rawPath();
    Map<String, String> labels = Map.of();
    if (one.protocol().name().startsWith("rest")) {
      RouteTable.Match match = requireNonNull(new RouteTable(one.service(), s3).match(head, path));
      assertThat(match.operation()).isEqualTo(one.operation().name());
      labels = match.labels();
    }
    Wire.Routed routed =
        new Wire.Routed(
            one.protocol(), one.service(), one.operation().name(), one.operation(), labels);
    Wire.Decoded decoded = one.protocol().decode(routed, new Wire.Request(head, body(vector)));
    assertThat(SmithyValues.plain(withoutUnnamedMaps(decoded, vector)))
        .isEqualTo(
            SmithyValues.plain(
                SmithyValues.structure(vector.getParams(), one.operation().input())));
  }

  /** Some vectors name what stands in the map of all parameters, others leave that out. */
  private static Structure withoutUnnamedMaps(Wire.Decoded decoded, HttpRequestTestCase vector) {
    Structure input = requireNonNull(decoded.input());
    StructureBuilder builder = input.schema().newBuilder();
    builder.setAll(input);
    for (Member member : input.schema().members()) {
      if (member.location() == Member.Location.QUERY
          && member.type().kind() == Type.Kind.MAP
          && vector.getParams().getMember(member.name()).isEmpty()) {
        builder.set(member.index(), null);
      }
    }
    return builder.build();
  }

  private static void clientWrites(VectorCase one, HttpRequestTestCase vector) throws Exception {
    Structure given = SmithyValues.structure(vector.getParams(), one.operation().input());
    Structure input = IdempotencyTokens.fill(given, () -> "00000000-0000-4000-8000-000000000000");
    Wire.Request request =
        one.protocol()
            .encodeRequest(
                one.service(), one.operation(), input, vector.getHost().orElse("example.com"));
    RequestHead head = request.head();
    assertThat(head.method()).isEqualTo(vector.getMethod());
    assertThat(head.rawPath()).isEqualTo(vector.getUri());
    vector.getResolvedHost().ifPresent(host -> assertThat(head.host()).isEqualTo(host));
    TreeSet<String> query = VectorBodies.query(head.rawQuery());
    assertThat(query).containsAll(vector.getQueryParams());
    for (String name : vector.getForbidQueryParams()) {
      assertThat(query).noneMatch(pair -> pair.split("=", 2)[0].equals(name));
    }
    for (String name : vector.getRequireQueryParams()) {
      assertThat(query).anyMatch(pair -> pair.split("=", 2)[0].equals(name));
    }
    assertHead(vector, head.headers());
    assertBody(vector, request.body());
  }

  private static void serverWrites(VectorCase one, HttpResponseTestCase vector) throws Exception {
    Wire.Response response;
    if (one.error() == null) {
      Structure output = SmithyValues.structure(vector.getParams(), one.operation().output());
      String requestId = vector.getHeaders().getOrDefault("X-Amzn-Requestid", "requestid");
      response = one.protocol().encode(one.service(), one.operation(), output, requestId);
    } else {
      response =
          one.protocol()
              .encodeError(
                  one.service(),
                  error(one, vector),
                  new RequestHead("POST", "example.com", "/", "", Headers.NONE),
                  "requestid");
    }
    assertThat(response.head().status()).isEqualTo(vector.getCode());
    assertHead(vector, response.head().headers());
    assertBody(vector, response.body());
  }

  private static ServiceError error(VectorCase one, HttpResponseTestCase vector) {
    Structure structure = SmithyValues.structure(vector.getParams(), requireNonNull(one.error()));
    String message = "";
    Map<String, Object> details = new LinkedHashMap<>();
    for (Member member : structure.schema().members()) {
      Object value = structure.get(member.index());
      if (value == null) {
        continue;
      }
      if (member.name().equalsIgnoreCase("message")) {
        message = value.toString();
      } else {
        boolean header = member.location() == Member.Location.HEADER;
        details.put((header ? "header:" : "") + member.locationName(), value);
      }
    }
    return new ServiceError(structure.schema().name(), vector.getCode(), message, details);
  }

  private static void clientReads(VectorCase one, HttpResponseTestCase vector) throws Exception {
    Wire.Response response =
        new Wire.Response(new ResponseHead(vector.getCode(), headers(vector)), body(vector));
    if (one.error() == null) {
      Structure output = one.protocol().decodeResponse(one.operation(), response);
      assertThat(SmithyValues.plain(output))
          .isEqualTo(
              SmithyValues.plain(
                  SmithyValues.structure(vector.getParams(), one.operation().output())));
      return;
    }
    ServiceError error = one.protocol().decodeError(response);
    String shape = requireNonNull(one.error()).name();
    assertThat(requireNonNull(one.service().error(error.code()), error.code()).shape())
        .isEqualTo(shape);
    vector
        .getParams()
        .getStringMap()
        .forEach(
            (name, node) -> {
              if (name.equalsIgnoreCase("message")) {
                assertThat(error.message()).isEqualTo(node.expectStringNode().getValue());
              } else if (node.isStringNode()
                  && requireNonNull(requireNonNull(one.error()).find(name)).location()
                      == Member.Location.BODY) {
                Object detail =
                    error.details().get(requireNonNull(one.error().find(name)).locationName());
                assertThat(String.valueOf(detail).replace("\"", ""))
                    .isEqualTo(node.expectStringNode().getValue());
              }
            });
  }

  private static Headers headers(HttpMessageTestCase vector) {
    Headers.Builder headers = Headers.builder();
    vector.getHeaders().forEach(headers::add);
    return headers.build();
  }

  private static Body body(HttpMessageTestCase vector) {
    return Body.of(bytes(vector));
  }

  private static byte[] bytes(HttpMessageTestCase vector) {
    return vector.getBody().orElse("").getBytes(StandardCharsets.UTF_8);
  }

  private static void assertHead(HttpMessageTestCase vector, Headers headers) {
    vector
        .getHeaders()
        .forEach(
            (name, value) ->
                assertThat(String.valueOf(headers.joined(name)).replace(", ", ","))
                    .as(name)
                    .isEqualTo(value.replace(", ", ",")));
    for (String name : vector.getForbidHeaders()) {
      assertThat(headers.has(name)).as("forbidden " + name).isFalse();
    }
    for (String name : vector.getRequireHeaders()) {
      assertThat(headers.has(name)).as("required " + name).isTrue();
    }
  }

  private static void assertBody(HttpMessageTestCase vector, Body body) throws Exception {
    Optional<String> expected = vector.getBody();
    if (expected.isEmpty()) {
      return;
    }
    byte[] bytes;
    try (body;
        InputStream stream = body.open()) {
      bytes = stream.readAllBytes();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (expected.get().isEmpty() && text.equals("{}")) {
      return;
    }
    VectorBodies.assertSame(
        text,
        expected.get(),
        vector.getBodyMediaType().orElse("").toLowerCase(Locale.ROOT),
        vector.getParams().getStringMap().keySet().stream().anyMatch("message"::equalsIgnoreCase)
            ? Set.of()
            : Set.of("Message"));
  }
}

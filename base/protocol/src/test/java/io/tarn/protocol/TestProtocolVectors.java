package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern ELEMENT = Pattern.compile("<(\\w+)>");
  private static final Set<String> OF_ERRORS =
      Set.of("ErrorResponse", "Response", "Errors", "Error", "Code", "Message");

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
    assertThat(listed.keySet())
        .as("only clients are excused")
        .allMatch(key -> key.startsWith("client "));
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
                carried(one, SmithyValues.structure(vector.getParams(), one.operation().input()))));
  }

  /** What the wire says of a client's parameters: not every form has a way to say "none of it". */
  private static Structure carried(VectorCase one, Structure given) {
    StructureBuilder builder = given.schema().newBuilder();
    builder.setAll(given);
    for (Member member : given.schema().members()) {
      Object value = given.get(member.index());
      boolean empty =
          value instanceof Collection<?> list && list.isEmpty()
              || value instanceof Map<?, ?> map && map.isEmpty();
      if (empty && !saysEmpty(one.protocol(), member)) {
        builder.set(member.index(), null);
      }
    }
    return builder.build();
  }

  /**
   * Whether a list or a map without elements leaves a trace: not in a URL's parameters, never in
   * EC2's forms, and in other forms only a list does.
   */
  private static boolean saysEmpty(Protocol protocol, Member member) {
    if (member.location() == Member.Location.QUERY || protocol == Query.EC2) {
      return false;
    }
    return protocol != Query.AWS || member.type().kind() != Type.Kind.MAP;
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
    assertBody(vector, request.body(), Set.of());
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
    assertBody(vector, response.body(), unmodelled(one, vector));
  }

  /** What an error's document has beside its model: for clients to pass over. */
  private static Set<String> unmodelled(VectorCase one, HttpResponseTestCase vector) {
    Set<String> names = new TreeSet<>();
    if (one.error() != null) {
      Matcher elements = ELEMENT.matcher(vector.getBody().orElse(""));
      while (elements.find()) {
        names.add(elements.group(1));
      }
      names.removeAll(OF_ERRORS);
      names.removeAll(names(one.error()));
    }
    return names;
  }

  private static Set<String> names(Schema schema) {
    Set<String> names = new TreeSet<>();
    for (Member member : schema.members()) {
      names.add(member.locationName());
      if (member.type().kind() == Type.Kind.STRUCTURE) {
        names.addAll(names(member.type().structure()));
      }
    }
    return names;
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
    Map<String, String> expected = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    expected.putAll(vector.getHeaders());
    if (vector instanceof HttpResponseTestCase) {
      // One vector's answer has a header of requests, which no server sends and clients pass over.
      expected.remove("X-Amz-Target");
    }
    expected.forEach(
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

  private static void assertBody(HttpMessageTestCase vector, Body body, Set<String> unmodelled)
      throws Exception {
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
    Set<String> ignored = new TreeSet<>(unmodelled);
    if (vector.getParams().getStringMap().keySet().stream()
        .noneMatch("message"::equalsIgnoreCase)) {
      ignored.add("Message");
    }
    VectorBodies.assertSame(
        text,
        expected.get(),
        vector.getBodyMediaType().orElse("").toLowerCase(Locale.ROOT),
        ignored);
  }
}

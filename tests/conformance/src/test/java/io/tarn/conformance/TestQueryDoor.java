package io.tarn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.protocol.sigv4.Signer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.StatusType;

/** {@code /query} over HTTP, signed as Athena's requests are. */
class TestQueryDoor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};

  @TempDir static Path data;

  private static LakeProcess lake;
  private static RawHttp http;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data.resolve("lake"));
    http = signedBy(lake.rootCredentials().accessKeyId(), lake.rootCredentials().secretAccessKey());
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static RawHttp signedBy(String key, String secret) {
    return new RawHttp(lake.url(), Signer.Credentials.of(key, secret));
  }

  private static RawHttp.Answer get(String target, String... headers) throws IOException {
    return http.signedFor("athena", "GET", target, NOTHING, headers);
  }

  private static RawHttp.Answer query(String sql, String... headers) throws IOException {
    return get("/query?query=" + URLEncoder.encode(sql, UTF_8).replace("+", "%20"), headers);
  }

  private static RawHttp.Answer post(String json, String... headers) throws IOException {
    List<String> all = new java.util.ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", "application/json"));
    return http.signedFor(
        "athena", "POST", "/query", json.getBytes(UTF_8), all.toArray(String[]::new));
  }

  private static void fails(RawHttp.Answer answer, int status, String code) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo(code);
    assertThat(JSON.readTree(answer.body()).path("message").asText()).isNotEmpty();
  }

  @Test
  void answersRowsAsText() throws IOException {
    RawHttp.Answer answer = query("SELECT 1 AS a, CAST(NULL AS integer) AS b, 'Zoë \"' AS a");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(new String(answer.body(), UTF_8))
        .isEqualTo(
            "{\"query\":\"SELECT 1 AS a, CAST(NULL AS integer) AS b, 'Zoë \\\"' AS a\","
                + "\"results\":[{\"a\":\"1\",\"b\":null,\"a_1\":\"Zoë \\\"\"}]}");
    assertThat(query("SELECT 1 AS a, NULL AS b", "Accept", "text/csv").text())
        .isEqualTo("\"a\",\"b\"\r\n\"1\",\r\n");
    assertThat(query("SELECT x FROM (VALUES 1, 2) t(x)", "Accept", "application/x-ndjson").text())
        .isEqualTo("{\"x\":\"1\"}\n{\"x\":\"2\"}\n");
    assertThat(post("{\"query\": \"SELECT ? AS p\", \"parameters\": [\"'v'\"]}").text())
        .contains("\"results\":[{\"p\":\"v\"}]");
  }

  @Test
  void pagesThroughAResult() throws IOException {
    RawHttp.Answer page =
        get("/query?maxRows=999&query=" + "SELECT%20x%20FROM%20UNNEST(sequence(1,2500))%20t(x)");
    int rows = 0;
    int pages = 0;
    while (true) {
      JsonNode results = JSON.readTree(page.body()).path("results");
      assertThat(results.path(0).path("x").asInt()).isEqualTo(rows + 1);
      rows += results.size();
      pages++;
      String link = page.header("link");
      if (link.isEmpty()) {
        break;
      }
      page = get(link.substring(1, link.indexOf('>')) + "&maxRows=999");
    }
    assertThat(rows).isEqualTo(2500);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void runsOnWithoutItsClient() throws IOException {
    RawHttp.Answer accepted = post("{\"query\": \"SELECT 7 AS n\"}", "Prefer", "respond-async");
    assertThat(accepted.status()).isEqualTo(202);
    String place = accepted.header("location");
    assertThat(place).startsWith("/query/");
    RawHttp.Answer[] last = new RawHttp.Answer[1];
    OwnMetrics.await(
        "the statement has ended",
        () -> {
          try {
            last[0] = get(place);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          return last[0].status() != 202;
        });
    assertThat(last[0].text()).contains("\"results\":[{\"n\":\"7\"}]");
    RawHttp.Answer forever =
        post(
            "{\"query\": \"SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN"
                + " UNNEST(sequence(1, 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 10000)) c(z) WHERE x * y % 7 = z\"}",
            "Prefer", "respond-async");
    assertThat(http.signedFor("athena", "DELETE", forever.header("location"), NOTHING).status())
        .isEqualTo(204);
    fails(get(forever.header("location")), 409, "QueryCancelled");
  }

  @Test
  void refusesWhatItDoesNotTake() throws IOException {
    fails(query("SELECT * FROM nowhere.nothing"), 400, "SCHEMA_NOT_FOUND");
    fails(query("SELECT 1 / 0"), 400, "DIVISION_BY_ZERO");
    for (String sql :
        List.of(
            "DROP TABLE x",
            "INSERT INTO x VALUES 1",
            "/* SELECT */ CREATE DATABASE x",
            "",
            "(",
            "--")) {
      fails(query(sql), 400, "InvalidRequest");
    }
    fails(query("SELEC 1"), 400, "InvalidRequest");
    fails(query("SELECT 1 +"), 400, "InvalidRequestException");
    fails(get("/query?query=SELECT%201&sort=x"), 400, "InvalidRequest");
    fails(get("/query?query=SELECT%201&maxRows=0"), 400, "InvalidRequest");
    fails(query("SELECT 1", "Accept", "image/png"), 406, "NotAcceptable");
    fails(post("{\"query\": 1}"), 400, "InvalidRequest");
    fails(post("[]"), 400, "InvalidRequest");
    fails(get("/query/none"), 404, "NotFound");
    fails(get("/query/00000000-0000-0000-0000-000000000000"), 400, "InvalidRequestException");
    fails(
        http.signedFor("athena", "PUT", "/query?query=SELECT%201", NOTHING),
        405,
        "MethodNotAllowed");
    fails(
        http.plain("GET", http.authority(), "/query?query=SELECT%201", NOTHING),
        401,
        "MissingAuthenticationTokenException");
    RawHttp.Answer open = http.plain("GET", http.authority(), "/query/openapi.json", NOTHING);
    assertThat(JSON.readTree(open.body()).path("paths").has("/query/{id}")).isTrue();
  }

  @Test
  void asksTheSameAuthorizer() throws IOException {
    try (IamClient iam = lake.client(IamClient.builder());
        AthenaClient athena = lake.client(AthenaClient.builder())) {
      iam.createUser(request -> request.userName("reader"));
      var key = iam.createAccessKey(request -> request.userName("reader")).accessKey();
      RawHttp as = signedBy(key.accessKeyId(), key.secretAccessKey());
      fails(as.signedFor("athena", "GET", "/query?query=SELECT%201", NOTHING), 403, "AccessDenied");
      iam.putUserPolicy(
          request ->
              request
                  .userName("reader")
                  .policyName("query")
                  .policyDocument(
                      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                          + "[\"athena:*\",\"s3:*\"],\"Resource\":\"*\"}}"));
      assertThat(as.signedFor("athena", "GET", "/query?query=SELECT%201", NOTHING).text())
          .contains("results");
      assertThat(athena.listQueryExecutions(request -> {}).queryExecutionIds())
          .as("it stands in the history")
          .isNotEmpty();
    }
  }

  private static String token(String key, String secret) throws IOException {
    String form =
        "grant_type=client_credentials&client_id="
            + key
            + "&client_secret="
            + URLEncoder.encode(secret, UTF_8);
    RawHttp.Answer answer =
        http.plain("POST", http.authority(), "/iceberg/v1/oauth/tokens", form.getBytes(UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("access_token").asText();
  }

  private static RawHttp.Answer bearing(String token) throws IOException {
    return http.plain(
        "GET",
        http.authority(),
        "/query?query=SELECT%201%20AS%20n",
        NOTHING,
        "Authorization",
        "Bearer " + token);
  }

  @Test
  void takesATokenWhileItsKeyIsActive() throws IOException {
    try (IamClient iam = lake.client(IamClient.builder())) {
      iam.createUser(request -> request.userName("bearer"));
      var key = iam.createAccessKey(request -> request.userName("bearer")).accessKey();
      var other = iam.createAccessKey(request -> request.userName("bearer")).accessKey();
      String token = token(key.accessKeyId(), key.secretAccessKey());
      fails(bearing(token), 403, "AccessDenied");
      iam.putUserPolicy(
          request ->
              request
                  .userName("bearer")
                  .policyName("query")
                  .policyDocument(
                      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                          + "[\"athena:*\",\"s3:*\"],\"Resource\":\"*\"}}"));
      assertThat(bearing(token).text()).contains("\"results\":[{\"n\":\"1\"}]");

      iam.updateAccessKey(
          request ->
              request
                  .userName("bearer")
                  .accessKeyId(key.accessKeyId())
                  .status(StatusType.INACTIVE));
      fails(bearing(token), 401, "NotAuthorizedException");
      fails(
          bearing(token.replace(key.accessKeyId(), other.accessKeyId())),
          401,
          "NotAuthorizedException");
      iam.updateAccessKey(
          request ->
              request.userName("bearer").accessKeyId(key.accessKeyId()).status(StatusType.ACTIVE));
      assertThat(bearing(token).status()).isEqualTo(200);
      iam.deleteAccessKey(request -> request.userName("bearer").accessKeyId(key.accessKeyId()));
      fails(bearing(token), 401, "NotAuthorizedException");
    }
  }
}

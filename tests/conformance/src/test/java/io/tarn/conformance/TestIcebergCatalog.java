package io.tarn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.protocol.sigv4.Signer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Iceberg's REST catalog over HTTP: who is let in, by signature and by token. */
class TestIcebergCatalog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};
  private static final String TOKENS = "/iceberg/v1/oauth/tokens";
  private static final String TABLE =
      "{\"name\":\"t\",\"location\":\"s3://lake/one/t\",\"schema\":{\"type\":\"struct\","
          + "\"schema-id\":0,\"fields\":[{\"id\":1,\"name\":\"id\",\"required\":false,"
          + "\"type\":\"long\"}]}}";

  @TempDir static Path data;

  private static LakeProcess lake;
  private static RawHttp root;
  private static String userKey;
  private static String userSecret;

  @BeforeAll
  static void start() throws IOException {
    lake = LakeProcess.start(data.resolve("lake"));
    root = signedBy(lake.rootCredentials().accessKeyId(), lake.rootCredentials().secretAccessKey());
    try (S3Client s3 = lake.client(S3Client.builder())) {
      s3.createBucket(request -> request.bucket("lake"));
    }
    try (IamClient iam = lake.client(IamClient.builder())) {
      iam.createUser(request -> request.userName("reader"));
      var key = iam.createAccessKey(request -> request.userName("reader")).accessKey();
      userKey = key.accessKeyId();
      userSecret = key.secretAccessKey();
      iam.putUserPolicy(
          request ->
              request
                  .userName("reader")
                  .policyName("read")
                  .policyDocument(
                      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                          + "\"Action\":[\"glue:Get*\",\"s3:GetObject\"],\"Resource\":\"*\"}]}"));
    }
    assertThat(post(root, "/iceberg/v1/namespaces", "{\"namespace\":[\"db\"]}").status())
        .isEqualTo(200);
    assertThat(post(root, "/iceberg/v1/namespaces/db/tables", TABLE).status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static RawHttp signedBy(String key, String secret) {
    return new RawHttp(lake.url(), Signer.Credentials.of(key, secret));
  }

  private static RawHttp.Answer post(RawHttp who, String target, String json) throws IOException {
    return who.signedFor(
        "glue", "POST", target, json.getBytes(UTF_8), "Content-Type", "application/json");
  }

  private static RawHttp.Answer askToken(String key, String secret) throws IOException {
    String form =
        "grant_type=client_credentials&scope=catalog&client_id="
            + key
            + "&client_secret="
            + URLEncoder.encode(secret, UTF_8);
    return root.plain(
        "POST",
        root.authority(),
        TOKENS,
        form.getBytes(UTF_8),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String token(String key, String secret) throws IOException {
    RawHttp.Answer answer = askToken(key, secret);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode token = JSON.readTree(answer.body());
    assertThat(token.path("token_type").asText()).isEqualTo("bearer");
    assertThat(token.path("expires_in").asInt()).isBetween(1, 3600);
    return token.path("access_token").asText();
  }

  private static RawHttp.Answer bearing(String token, String method, String target, String body)
      throws IOException {
    return root.plain(
        method,
        root.authority(),
        target,
        body.getBytes(UTF_8),
        "Authorization",
        "Bearer " + token,
        "Content-Type",
        "application/json");
  }

  private static void fails(RawHttp.Answer answer, int status, String type) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("error").path("type").asText()).isEqualTo(type);
  }

  @Test
  void isSignedForTheServicesThatClientsCanName() throws IOException {
    for (String service : new String[] {"glue", "s3tables", "execute-api"}) {
      RawHttp.Answer answer = root.signedFor(service, "GET", "/iceberg/v1/config", NOTHING);
      assertThat(answer.status()).as(service).isEqualTo(200);
      assertThat(JSON.readTree(answer.body()).path("defaults").path("s3.endpoint").asText())
          .isEqualTo("http://" + root.authority());
    }
    fails(
        root.signedFor("athena", "GET", "/iceberg/v1/config", NOTHING),
        403,
        "InvalidSignatureException");
    fails(
        root.plain("GET", root.authority(), "/iceberg/v1/config", NOTHING),
        401,
        "NotAuthorizedException");
  }

  /**
   * Its signer writes the body's checksum in base64 where other clients write it in hexadecimal.
   */
  @Test
  void isSignedByIcebergsClientForJava() throws Exception {
    byte[] body = "{\"namespace\":[\"java\"]}".getBytes(UTF_8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
    String checksum = Base64.getEncoder().encodeToString(digest);
    RawHttp.Answer made =
        root.signedFor(
            "glue", "POST", "/iceberg/v1/namespaces", body, "x-amz-content-sha256", checksum);
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    fails(
        root.signedFor(
            "glue",
            "POST",
            "/iceberg/v1/namespaces",
            "{\"namespace\":[\"changed\"]}".getBytes(UTF_8),
            "x-amz-content-sha256",
            checksum),
        403,
        "InvalidSignatureException");
  }

  @Test
  void aTokenOpensTheCatalogWithItsOwnersPermissionsAndNothingElse() throws IOException {
    String token = token(userKey, userSecret);
    RawHttp.Answer read = bearing(token, "GET", "/iceberg/v1/namespaces/db/tables/t", "");
    assertThat(read.status()).as(read.text()).isEqualTo(200);
    fails(
        bearing(token, "POST", "/iceberg/v1/namespaces", "{\"namespace\":[\"x\"]}"),
        403,
        "ForbiddenException");
    assertThat(bearing(token, "GET", "/lake?list-type=2", "").status()).isEqualTo(400);

    String changed = token.substring(0, token.length() - 8) + "AAAAAAAA";
    fails(bearing(changed, "GET", "/iceberg/v1/namespaces", ""), 401, "NotAuthorizedException");
    fails(bearing("x", "GET", "/iceberg/v1/namespaces", ""), 401, "NotAuthorizedException");
  }

  @Test
  void givesTokensToWhoHasTheKeyOnly() throws IOException {
    RawHttp.Answer refused = askToken(userKey, userSecret + "x");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(JSON.readTree(refused.body()).path("error").asText()).isEqualTo("invalid_client");
    RawHttp.Answer nothing =
        root.plain("POST", root.authority(), TOKENS, "grant_type=password".getBytes(UTF_8));
    assertThat(JSON.readTree(nothing.body()).path("error").asText())
        .isEqualTo("unsupported_grant_type");
  }

  /** The keys that come with a table, as the client that asked for them. */
  private static RawHttp vended(RawHttp who) throws IOException {
    RawHttp.Answer answer =
        who.signedFor(
            "glue",
            "GET",
            "/iceberg/v1/namespaces/db/tables/t",
            NOTHING,
            "X-Iceberg-Access-Delegation",
            "vended-credentials,remote-signing");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode credential = JSON.readTree(answer.body()).path("storage-credentials").path(0);
    assertThat(credential.path("prefix").asText()).isEqualTo("s3://lake/one/t/");
    JsonNode keys = credential.path("config");
    return new RawHttp(
        lake.url(),
        new Signer.Credentials(
            keys.path("s3.access-key-id").asText(),
            keys.path("s3.secret-access-key").asText(),
            Optional.of(keys.path("s3.session-token").asText())));
  }

  private static int status(RawHttp who, String method, String target, String body)
      throws IOException {
    return who.signed(method, who.authority(), target, body.getBytes(UTF_8)).status();
  }

  @Test
  void keysThatComeWithATableOpenItsFilesOnly() throws IOException {
    RawHttp keys = vended(root);
    assertThat(status(keys, "PUT", "/lake/one/t/data/a", "a")).isEqualTo(200);
    assertThat(status(keys, "GET", "/lake/one/t/data/a", "")).isEqualTo(200);
    assertThat(status(keys, "GET", "/lake?list-type=2&prefix=one%2Ft%2F", "")).isEqualTo(200);
    assertThat(status(root, "PUT", "/lake/one/tt/b", "b")).isEqualTo(200);
    assertThat(status(keys, "GET", "/lake/one/tt/b", "")).isEqualTo(403);
    assertThat(status(keys, "PUT", "/lake/one/b", "b")).isEqualTo(403);
    assertThat(status(keys, "GET", "/lake?list-type=2", "")).isEqualTo(403);
    assertThat(status(keys, "GET", "/", "")).isEqualTo(403);
    fails(
        keys.signedFor("glue", "GET", "/iceberg/v1/namespaces", NOTHING),
        403,
        "ForbiddenException");

    RawHttp readers = vended(signedBy(userKey, userSecret));
    assertThat(status(readers, "GET", "/lake/one/t/data/a", "")).isEqualTo(200);
    assertThat(status(readers, "PUT", "/lake/one/t/data/c", "c")).isEqualTo(403);
    assertThat(status(readers, "GET", "/lake/one/tt/b", "")).isEqualTo(403);
  }
}

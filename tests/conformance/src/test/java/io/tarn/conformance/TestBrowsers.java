package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What browsers send: forms with policies, preflights, requests with an origin. */
class TestBrowsers {
  private static final byte[] NOTHING = new byte[0];

  @TempDir static Path data;
  private static BrowserLake lake;

  @BeforeAll
  static void start() throws IOException {
    lake = new BrowserLake(data);
    ok(lake.call("PUT", "/forms", NOTHING));
    ok(lake.call("PUT", "/open", NOTHING));
    ok(lake.call("DELETE", "/open?publicAccessBlock", NOTHING));
    ok(
        lake.call(
            "PUT",
            "/open?policy",
            bytes(
                """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::open/in/*"},
                 {"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"}]}
                """)));
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void ok(RawHttp.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
  }

  private static byte[] form(Map<String, String> fields, String filename, byte[] file)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      body.write(
          bytes(
              "--cut\r\nContent-Disposition: form-data; name=\""
                  + field.getKey()
                  + "\"\r\n\r\n"
                  + field.getValue()
                  + "\r\n"));
    }
    body.write(
        bytes(
            "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + filename
                + "\"\r\nContent-Type: text/html\r\n\r\n"));
    body.write(file);
    body.write(bytes("\r\n--cut--\r\n"));
    return body.toByteArray();
  }

  private static RawHttp.Answer post(String host, String target, byte[] form) throws IOException {
    return lake.http.plain(
        "POST", host, target, form, "Content-Type", "multipart/form-data; boundary=cut");
  }

  private static byte[] hmac(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs a form as boto3's generate_presigned_post does. */
  private static Map<String, String> signed(Map<String, String> fields, String more) {
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    String scope = time.substring(0, 8) + "/eu-west-1/s3/aws4_request";
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
    all.put("x-amz-credential", lake.root.accessKeyId() + "/" + scope);
    all.put("x-amz-date", time);
    StringBuilder conditions = new StringBuilder("{\"bucket\":\"forms\"}" + more);
    all.forEach(
        (name, value) -> {
          if (!more.contains("$" + name)) {
            conditions.append(",{\"%s\":\"%s\"}".formatted(name, value));
          }
        });
    String policy =
        Base64.getEncoder()
            .encodeToString(
                bytes(
                    "{\"expiration\":\"%s\",\"conditions\":[%s]}"
                        .formatted(
                            Instant.now().plusSeconds(60).toString().substring(0, 19) + "Z",
                            conditions)));
    byte[] key = bytes("AWS4" + lake.root.secretKey());
    for (String part : scope.split("/")) {
      key = hmac("HmacSHA256", key, part);
    }
    all.put("policy", policy);
    all.put("x-amz-signature", HexFormat.of().formatHex(hmac("HmacSHA256", key, policy)));
    return all;
  }

  @Test
  void storesTheFileOfASignedForm() throws IOException {
    byte[] file = new byte[300_000];
    new Random(1).nextBytes(file);
    Map<String, String> fields =
        signed(
            Map.of(
                "key",
                "in/Zoë.bin",
                "Content-Type",
                "application/x-thing",
                "x-amz-meta-who",
                "Zoë",
                "success_action_status",
                "201"),
            ",[\"content-length-range\",0,300000]");
    fields.put(
        "tagging",
        "<Tagging><TagSet><Tag><Key>a b</Key><Value>c&amp;d</Value></Tag></TagSet></Tagging>");
    assertThat(post(lake.http.authority(), "/forms", form(fields, "x", file)).text())
        .contains("Extra input fields: tagging");
    fields.remove("tagging");
    RawHttp.Answer answer = post(lake.http.authority(), "/forms", form(fields, "x", file));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.text())
        .contains("<PostResponse><Location>" + lake.lake.url() + "/forms/in%2FZo%C3%AB.bin")
        .contains("<Bucket>forms</Bucket><Key>in/Zoë.bin</Key>");
    RawHttp.Answer got = lake.call("GET", "/forms/in/Zo%C3%AB.bin", NOTHING);
    assertThat(got.body()).isEqualTo(file);
    assertThat(got.header("content-type")).isEqualTo("application/x-thing");
    assertThat(got.header("etag")).isEqualTo(answer.header("etag"));
    fields.put("x-ignore-this", "field");
    ok(post("forms." + lake.http.authority(), "/", form(fields, "x", file)));
    fields.put("x-amz-meta-who", "Eve");
    assertThat(post(lake.http.authority(), "/forms", form(fields, "x", file)).status())
        .isEqualTo(403);
  }

  @Test
  void tellsWhyToWhoIsStillSending() throws IOException {
    Map<String, String> fields = signed(Map.of("key", "refused"), "");
    fields.put("x-amz-meta-who", "not in the policy");
    byte[] large = form(fields, "x", new byte[8 << 20]);
    RawHttp.Answer answer = post(lake.http.authority(), "/forms", large);
    assertThat(answer.text()).contains("<Code>AccessDenied</Code>");
    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void boundsTheFileAndStoresNothingBeyond() throws IOException {
    for (int size = 3; size < 8; size++) {
      Map<String, String> fields =
          signed(Map.of("key", "sized"), ",[\"content-length-range\",4,6]");
      RawHttp.Answer answer =
          post(lake.http.authority(), "/forms", form(fields, "x", bytes("x".repeat(size))));
      String code = size < 4 ? "EntityTooSmall" : size > 6 ? "EntityTooLarge" : "";
      assertThat(answer.text()).contains(code);
      assertThat(answer.status()).isEqualTo(code.isEmpty() ? 204 : 400);
      assertThat(lake.call("DELETE", "/forms/sized", NOTHING).status()).isEqualTo(204);
    }
    byte[] cut = form(signed(Map.of("key", "cut-off"), ""), "x", bytes("content"));
    byte[] shorter = Arrays.copyOf(cut, cut.length - 9);
    assertThat(post(lake.http.authority(), "/forms", shorter).text())
        .contains("<Code>MalformedPOSTRequest</Code>");
    assertThat(lake.call("HEAD", "/forms/cut-off", NOTHING).status()).isEqualTo(404);
  }

  @Test
  void letsAnyoneInWhereThePolicyDoes() throws IOException {
    String host = "open." + lake.http.authority();
    RawHttp.Answer stored =
        post(host, "/", form(Map.of("key", "in/${filename}"), "a.txt", bytes("a")));
    assertThat(stored.status()).as(stored.text()).isEqualTo(204);
    assertThat(stored.header("location")).isEqualTo("http://" + host + "/in%2Fa.txt");
    assertThat(lake.http.plain("GET", host, "/in/a.txt", NOTHING).text()).isEqualTo("a");
    assertThat(post(host, "/", form(Map.of("key", "out/a"), "a", bytes("a"))).text())
        .contains("<Code>AccessDenied</Code>");
    Map<String, String> redirected =
        Map.of("key", "in/r", "success_action_redirect", "https://app.example/done?x=1");
    RawHttp.Answer moved = post(host, "/", form(redirected, "a", bytes("a")));
    assertThat(moved.status()).isEqualTo(303);
    assertThat(moved.header("location"))
        .startsWith("https://app.example/done?x=1&bucket=open&key=in%2Fr&etag=%22");
    Map<String, String> tagged =
        Map.of("key", "in/t", "tagging", "<Tagging><TagSet><Tag><Key>a</Key></TagSet></Tagging>");
    assertThat(post(host, "/", form(tagged, "a", bytes("a"))).text()).contains("MalformedXML");
    assertThat(post(host, "/in/a.txt", form(Map.of("key", "in/k"), "a", bytes("a"))).status())
        .isEqualTo(405);
    RawHttp.Answer none = lake.http.plain("POST", host, "/", bytes("no form"));
    assertThat(none.status()).isEqualTo(412);
    assertThat(none.text()).contains("Bucket POST must be of the enclosure-type");
  }

  @Test
  void takesFormsOfVersionTwo() throws IOException {
    String policy =
        Base64.getEncoder()
            .encodeToString(
                bytes(
                    """
                    {"expiration":"2100-01-01T00:00:00Z","conditions":[{"bucket":"forms"},["starts-with","$key","v2/"]]}
                    """));
    String signature =
        Base64.getEncoder().encodeToString(hmac("HmacSHA1", bytes(lake.root.secretKey()), policy));
    Map<String, String> fields =
        new LinkedHashMap<>(
            Map.of(
                "key",
                "v2/a",
                "AWSAccessKeyId",
                lake.root.accessKeyId(),
                "policy",
                policy,
                "signature",
                signature));
    ok(post(lake.http.authority(), "/forms", form(fields, "a", bytes("a"))));
    fields.put("signature", signature.replace(signature.charAt(0), 'A').replace('b', 'c'));
    fields.put("key", "v1/a");
    assertThat(post(lake.http.authority(), "/forms", form(fields, "a", bytes("a"))).status())
        .isEqualTo(403);
  }

  private static RawHttp.Answer preflight(String target, String... headers) throws IOException {
    return lake.http.plain("OPTIONS", lake.http.authority(), target, NOTHING, headers);
  }

  @Test
  void answersBrowsersOfOtherOrigins() throws IOException {
    String origin = "https://app.example";
    RawHttp.Answer unset =
        preflight("/open/in/a", "Origin", origin, "Access-Control-Request-Method", "PUT");
    assertThat(unset.status()).isEqualTo(403);
    assertThat(unset.text())
        .contains("<Code>AccessForbidden</Code>")
        .contains("CORSResponse: CORS is not enabled for this bucket.");
    ok(
        lake.call(
            "PUT",
            "/open?cors",
            bytes(
                """
                <CORSConfiguration><CORSRule><AllowedOrigin>https://*.example</AllowedOrigin>
                <AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>
                <AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>
                <MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>
                """)));
    RawHttp.Answer allowed =
        preflight(
            "/open/in/a",
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "PUT",
            "Access-Control-Request-Headers",
            "X-Amz-Date, content-type");
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.headers())
        .containsEntry("access-control-allow-origin", origin)
        .containsEntry("access-control-allow-methods", "PUT, GET")
        .containsEntry("access-control-allow-headers", "x-amz-date, content-type")
        .containsEntry("access-control-expose-headers", "ETag")
        .containsEntry("access-control-max-age", "600")
        .containsEntry("access-control-allow-credentials", "true")
        .containsKey("vary");
    RawHttp.Answer wrong =
        preflight("/open/in/a", "Origin", origin, "Access-Control-Request-Method", "DELETE");
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.text())
        .contains("This CORS request is not allowed.")
        .contains("<Method>DELETE</Method><ResourceType>OBJECT</ResourceType>");
    assertThat(preflight("/open").status()).isEqualTo(400);
    assertThat(preflight("/open", "Origin", origin).status()).isEqualTo(400);
    String host = "open." + lake.http.authority();
    RawHttp.Answer missing = lake.http.plain("GET", host, "/in/none", NOTHING, "Origin", origin);
    assertThat(missing.status()).isIn(403, 404);
    assertThat(missing.header("access-control-allow-origin")).isEqualTo(origin);
    assertThat(
            lake.http
                .plain("GET", host, "/in/none", NOTHING, "Origin", "https://other.org")
                .headers())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(lake.call("GET", "/open?cors", NOTHING).text())
        .contains("<AllowedOrigin>https://*.example</AllowedOrigin>");
    assertThat(lake.call("DELETE", "/open?cors", NOTHING).status()).isEqualTo(204);
    assertThat(lake.call("GET", "/open?cors", NOTHING).text())
        .contains("<Code>NoSuchCORSConfiguration</Code>");
  }
}

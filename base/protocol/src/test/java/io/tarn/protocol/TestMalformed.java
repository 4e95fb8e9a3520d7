package io.tarn.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Body;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestMalformed {
  private final Requests requests = new Requests(List.of("localhost"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"DatabaseName\":",
        "{\"DatabaseName\":1}",
        "{\"DatabaseName\":[\"a\"]}",
        "{\"MaxResults\":1.5}",
        "{\"MaxResults\":99999999999}",
        "{\"MaxResults\":\"1\"}",
        "{\"TransactionId\":{}}",
        "{\"QueryAsOfTime\":\"yesterday\"}",
        "{\"QueryAsOfTime\":1e999999999}",
        "{\"IncludeStatusDetails\":\"true\"}",
        "[]",
        "\"x\"",
        "{} {}",
        "{\"Colour\":1}",
        "{\"DatabaseName\":NaN}"
      })
  void refusesWhatIsNoGetTables(String body) {
    Headers target = Headers.of("X-Amz-Target", "AWSGlue.GetTables");
    assertRefused(request("POST", "/", "", target, body), "glue", "SerializationException");
  }

  @Test
  void refusesBottomlessNesting() {
    String deep = "{\"Expression\":" + "[".repeat(100_000);
    Headers target = Headers.of("X-Amz-Target", "AWSGlue.GetTables");
    assertRefused(request("POST", "/", "", target, deep), "glue", "SerializationException");
    String elements = "<a>".repeat(100_000);
    assertRefused(
        request("PUT", "/b", "tagging", Headers.NONE, "<Tagging>" + elements),
        "s3",
        "MalformedXML");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Tagging>",
        "not xml",
        "<Tagging></Other>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Tagging>&e;</Tagging>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Tagging>&b;</Tagging>",
        "<Tagging>&undefined;</Tagging>",
        "<Tagging/><Tagging/>",
        "<Tagging>&#0;</Tagging>",
        "<Tagging><TagSet><Tag><Key><x/></Key></Tag></TagSet></Tagging>"
      })
  void refusesWhatIsNoTagging(String body) {
    assertRefused(request("PUT", "/b", "tagging", Headers.NONE, body), "s3", "MalformedXML");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Action=ListUsers&MaxItems=many",
        "Action=ListUsers&MaxItems.1=2",
        "Action=ListUsers&MaxItems=99999999999",
        "Action=ListUsers&Nonsense=1"
      })
  void refusesWhatIsNoListUsers(String body) {
    Headers form = Headers.of("Content-Type", "application/x-www-form-urlencoded");
    assertRefused(request("POST", "/", "", form, body), "iam", "MalformedInput");
  }

  @Test
  void saysThatTheActionIsMissingOrUnknown() {
    Headers form = Headers.of("Content-Type", "application/x-www-form-urlencoded");
    assertRefused(request("POST", "/", "", form, "Version=2010-05-08"), "iam", "MissingAction");
    assertRefused(request("POST", "/", "", form, "Action=Fly"), "iam", "InvalidAction");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x80, 0xff, 0xa1, 0xbf, 0x5b, 0x9b, 0xc1})
  void refusesWhatIsNoCbor(int first) {
    byte[] body = {(byte) first, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    Headers headers =
        Headers.of(
            "X-Amz-Target", "Kinesis_20131202.PutRecord",
            "Content-Type", "application/x-amz-cbor-1.1");
    Wire.Request request =
        new Wire.Request(new RequestHead("POST", "localhost", "/", "", headers), Body.of(body));
    assertRefused(request, "kinesis", "SerializationException");
  }

  @Test
  void refusesAGzipThatIsNone() {
    Headers headers = Headers.of("X-Amz-Target", "AWSGlue.GetTables", "Content-Encoding", "gzip");
    assertRefused(request("POST", "/", "", headers, "{}"), "glue", "SerializationException");
  }

  @Test
  void refusesASignatureForAnotherService() {
    Headers target = Headers.of("X-Amz-Target", "AWSGlue.GetTables");
    assertRefused(request("POST", "/", "", target, "{}"), "athena", "InvalidSignatureException");
  }

  private void assertRefused(Wire.Request request, String signedName, String code) {
    assertThatThrownBy(
            () -> {
              Wire.Routed routed = requests.route(request.head(), signedName);
              routed.protocol().decode(routed, request);
            })
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(400);
            });
  }

  private static Wire.Request request(
      String method, String path, String query, Headers headers, String body) {
    return new Wire.Request(
        new RequestHead(method, "localhost", path, query, headers),
        Body.of(body.getBytes(StandardCharsets.UTF_8)));
  }
}

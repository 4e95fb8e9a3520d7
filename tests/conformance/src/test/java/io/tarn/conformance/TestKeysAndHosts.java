package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of every shape, with the bucket in the path and in the host, signed and presigned. */
class TestKeysAndHosts {
  /** As they stand in the target, percent-encoded where a client must. */
  private static final List<String> KEYS =
      List.of(
          "plain.txt",
          "a//b",
          "/leading",
          "//",
          "trailing/",
          "a/../b",
          "./here",
          "a/./b",
          "with%20space",
          "%20",
          "plus+plus",
          "plus%2Bcoded",
          "percent%25",
          "percent%2520twice",
          "slash%2Fcoded",
          "Zo%C3%AB/%E6%97%A5%E6%9C%AC",
          "%F0%9F%98%80",
          "e%CC%81",
          "quote%22%27%60",
          "less%3Cand%26more%3E",
          "ask%3Fhash%23",
          "semi;colon:at@",
          "equals=comma,",
          "star*(paren)!",
          "tilde~",
          "back%5Cslash",
          "pipe%7Ccaret%5E",
          "tab%09line%0A%0D",
          "delete%7Fbell%07",
          "nbsp%C2%A0%E2%80%A8",
          "acl",
          "forms",
          "_tarn/metrics-not",
          "soap");

  private static final List<String> HOSTS =
      List.of("", "keys.localhost", "keys.s3.amazonaws.com", "keys.s3.eu-west-1.amazonaws.com");

  @TempDir static Path data;
  private static BrowserLake lake;

  @BeforeAll
  static void start() throws IOException {
    lake = new BrowserLake(data);
    assertThat(lake.call("PUT", "/keys", new byte[0]).status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  @Test
  void keepsEveryKeyAsItIs() throws IOException {
    for (String host : HOSTS) {
      String authority = host.isEmpty() ? lake.http.authority() : host;
      String start = host.isEmpty() ? "/keys/" : "/";
      for (String key : KEYS) {
        byte[] body = (host + key).getBytes(StandardCharsets.UTF_8);
        RawHttp.Answer put = lake.http.signed("PUT", authority, start + key, body);
        assertThat(put.status()).as(host + " " + key + " " + put.text()).isEqualTo(200);
        assertThat(lake.http.signed("GET", authority, start + key, new byte[0]).body())
            .as(host + " " + key)
            .isEqualTo(body);
        assertThat(lake.http.presigned("GET", authority, start + key, new byte[0]).body())
            .as("presigned " + host + " " + key)
            .isEqualTo(body);
      }
      RawHttp.Answer list =
          lake.http.signed(
              "GET",
              authority,
              (host.isEmpty() ? "/keys" : "/") + "?list-type=2&encoding-type=url",
              new byte[0]);
      assertThat(list.text()).contains("<KeyCount>" + KEYS.size() + "</KeyCount>");
      for (String key : KEYS) {
        RawHttp.Answer gone = lake.http.signed("DELETE", authority, start + key, new byte[0]);
        assertThat(gone.status()).as(host + " " + key).isEqualTo(204);
      }
      assertThat(lake.call("GET", "/keys?list-type=2", new byte[0]).text())
          .contains("<KeyCount>0</KeyCount>");
    }
  }

  /** As on AWS: a key may not lead out of its bucket, read from left to right. */
  @Test
  void refusesKeysThatLeadOut() throws IOException {
    for (String key : List.of("/..", "/a/../../b", "/%2E%2E/up")) {
      RawHttp.Answer answer =
          lake.http.signed("PUT", "keys.localhost", key, "x".getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(key).isEqualTo(400);
    }
  }

  @Test
  void servesBucketsByTheirHost() throws IOException {
    String host = "hosted." + lake.http.authority();
    assertThat(lake.http.signed("PUT", host, "/", new byte[0]).status()).isEqualTo(200);
    assertThat(lake.http.signed("HEAD", host, "/", new byte[0]).status()).isEqualTo(200);
    assertThat(lake.http.signed("GET", host, "/?location", new byte[0]).text())
        .contains("LocationConstraint");
    RawHttp.Answer begun = lake.http.signed("POST", host, "/big?uploads", new byte[0]);
    assertThat(begun.text()).contains("<Bucket>hosted</Bucket><Key>big</Key>");
    assertThat(lake.http.signed("GET", host, "/?uploads", new byte[0]).text())
        .contains("<Key>big</Key>");
    assertThat(lake.call("HEAD", "/hosted", new byte[0]).status()).isEqualTo(200);
    assertThat(lake.http.signed("GET", "none.localhost", "/", new byte[0]).text())
        .contains("<Code>NoSuchBucket</Code><Message>");
  }
}

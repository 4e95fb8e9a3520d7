package io.tarn.protocol.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.IOException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The examples of "Signing and authenticating REST requests" in S3's user guide, with their
 * signatures, and what must not pass. Buckets that are host names there are the path's first part
 * here, which signs the same text.
 */
class TestVersionTwo {
  private static final String GET_DATE = "Tue, 27 Mar 2007 19:36:42 +0000";
  private static final String GET_SIGNATURE = "bWq2s1WEIj+Ydj0vQ697zp+IXMU=";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET | /johnsmith/photos/puppy.jpg | Tue, 27 Mar 2007 19:36:42 +0000 | bWq2s1WEIj+Ydj0vQ697zp+IXMU=
          PUT | /johnsmith/photos/puppy.jpg | Tue, 27 Mar 2007 21:15:45 +0000 | MyyxeRY7whkBe+bq8fHCL/2kKUg=
          GET | /johnsmith/?prefix=photos&max-keys=50&marker=puppy | Tue, 27 Mar 2007 19:42:41 +0000 | htDYFYduRNen8P9ZfE/s9SuKy0U=
          GET | /johnsmith?acl | Tue, 27 Mar 2007 19:44:46 +0000 | c2WLPFtWHVgbEmeEG93a4cG37dM=
          GET | /johnsmith/?acl | Tue, 27 Mar 2007 19:44:46 +0000 | c2WLPFtWHVgbEmeEG93a4cG37dM=
          GET | / | Wed, 28 Mar 2007 01:29:59 +0000 | qGdzdERIC03wnaRNKh6OqZehG9s=
          GET | /dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re | Wed, 28 Mar 2007 01:49:49 +0000 | DNEZGsoieTZ92F3bUfSPQcbGmlM=
          """)
  void acceptsWhatTheGuidePrints(String method, String target, String date, String signature) {
    RequestHead head = signed(method, target, date, signature);
    RequestHead typed = method.equals("PUT") ? head.with("Content-Type", "image/jpeg") : head;
    assertThat(at(date).authenticate(typed, Expected.s3()))
        .isInstanceOfSatisfying(
            Signed.class,
            proof -> {
              assertThat(proof.accessKeyId()).isEqualTo(Requests.KEY);
              assertThat(proof.presigned()).isFalse();
              assertThat(proof.payloadHash()).isEqualTo("UNSIGNED-PAYLOAD");
            });
  }

  @Test
  void signsHeadersOfAmazonsAndTheDigest() {
    String date = "Tue, 27 Mar 2007 21:06:08 +0000";
    RequestHead head =
        signed(
                "PUT",
                "/static.johnsmith.net/db-backup.dat.gz",
                date,
                "ilyl83RwaSoYIEdixDQcA4OnAnc=")
            .with("x-amz-acl", "public-read")
            .with("content-type", "application/x-download")
            .with("Content-MD5", "4gJE4saaMU4BqNR0kLY+lw==")
            .with("X-Amz-Meta-ReviewedBy", "joe@johnsmith.net")
            .with("X-Amz-Meta-ReviewedBy", "jane@johnsmith.net")
            .with("X-Amz-Meta-FileChecksum", "0x02661779")
            .with("X-Amz-Meta-ChecksumAlgorithm", "crc32");
    assertThat(at(date).authenticate(head, Expected.s3())).isInstanceOf(Signed.class);
    refuses("SignatureDoesNotMatch", 403, date, head.with("x-amz-meta-more", "1"));
  }

  @Test
  void refusesWhatIsNotSigned() {
    refuses(
        "SignatureDoesNotMatch",
        403,
        GET_DATE,
        signed("PUT", "/johnsmith/photos/puppy.jpg", GET_DATE, GET_SIGNATURE));
    refuses(
        "SignatureDoesNotMatch",
        403,
        GET_DATE,
        signed("GET", "/johnsmith/photos/puppy.jpg?acl", GET_DATE, GET_SIGNATURE));
    refuses("InvalidAccessKeyId", 403, GET_DATE, get(GET_DATE, "AWS AKIANOBODY:" + GET_SIGNATURE));
    refuses("InvalidArgument", 400, GET_DATE, get(GET_DATE, "AWS HAHAHA"));
    refuses("InvalidArgument", 400, GET_DATE, get(GET_DATE, "AWS " + Requests.KEY + ":"));
  }

  @Test
  void refusesTimesThatAreNone() {
    String now = "Tue, 27 Mar 2007 19:52:00 +0000";
    RequestHead head = signed("GET", "/johnsmith/photos/puppy.jpg", GET_DATE, GET_SIGNATURE);
    refuses("RequestTimeTooSkewed", 403, now, head);
    for (String date : new String[] {"Bad Date", "", "Tue, 07 Jul 1950 21:53:04 GMT"}) {
      refuses("AccessDenied", 403, now, head.with("x-amz-date", date));
    }
    // The day was a Wednesday.
    refuses(
        "RequestTimeTooSkewed", 403, now, head.with("x-amz-date", "Tue, 07 Jul 2010 21:53:04 GMT"));
  }

  @Test
  void provesABodyByItsHashOnly() throws IOException {
    String date = "20070327T193642Z";
    RequestHead chunks =
        signed("PUT", "/b/k", GET_DATE, "7pYz29Q1UWL+kqSBny0pFWrsGao=")
            .with("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    refuses("InvalidRequest", 400, GET_DATE, chunks);
    RequestHead head =
        signed("PUT", "/b/k", GET_DATE, "i7WAa1Eb0zBsSRvWpBgCxhSCB40=")
            .with("x-amz-date", date)
            .with("x-amz-content-sha256", Hashes.sha256Hex("bar"));
    Authentication proof = at(GET_DATE).authenticate(head, Expected.s3());
    assertThat(Requests.read(proof, head, Requests.bytes("bar"))).isEqualTo(Requests.bytes("bar"));
    assertThatThrownBy(() -> Requests.read(proof, head, Requests.bytes("baz")))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> assertThat(error.code()).isEqualTo("XAmzContentSHA256Mismatch"));
  }

  private static RequestHead get(String date, String authorization) {
    return Requests.head(
        "GET", "/johnsmith/photos/puppy.jpg", "Date", date, "Authorization", authorization);
  }

  private static RequestHead signed(String method, String target, String date, String signature) {
    return Requests.head(
        method, target, "Date", date, "Authorization", "AWS " + Requests.KEY + ":" + signature);
  }

  private static SigV4 at(String date) {
    Instant now = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    return Requests.verifier(now);
  }

  private static void refuses(String code, int status, String now, RequestHead head) {
    assertThatThrownBy(() -> at(now).authenticate(head, Expected.s3()))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).as(error.message()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(status);
            });
  }
}

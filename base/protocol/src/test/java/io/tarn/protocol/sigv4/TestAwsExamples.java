package io.tarn.protocol.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The examples that Amazon S3's API reference prints, with their signatures. */
class TestAwsExamples {
  private static final String SCOPE =
      "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
  private static final String EMPTY = Hashes.EMPTY_SHA256;

  private final SigV4 sigV4 = Requests.verifier(Requests.NOW);

  @Test
  void getsAnObject() {
    check(
        Requests.head(
            "GET",
            "/test.txt",
            "Host",
            "examplebucket.s3.amazonaws.com",
            "Range",
            "bytes=0-9",
            "x-amz-content-sha256",
            EMPTY,
            "x-amz-date",
            "20130524T000000Z"),
        "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void putsAnObject() throws IOException {
    RequestHead head =
        Requests.head(
            "PUT",
            "/test$file.text",
            "Host",
            "examplebucket.s3.amazonaws.com",
            "Date",
            "Fri, 24 May 2013 00:00:00 GMT",
            "x-amz-date",
            "20130524T000000Z",
            "x-amz-storage-class",
            "REDUCED_REDUNDANCY",
            "x-amz-content-sha256",
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    Signed signed =
        check(
            head,
            "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    byte[] body = Requests.bytes("Welcome to Amazon S3.");
    assertThat(Requests.read(signed, head, body)).isEqualTo(body);
    assertThatThrownBy(() -> Requests.read(signed, head, Requests.bytes("Welcome to another.")))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> assertThat(error.code()).isEqualTo("XAmzContentSHA256Mismatch"));
  }

  @Test
  void readsTheLifecycle() {
    check(
        Requests.head(
            "GET",
            "/?lifecycle",
            "Host",
            "examplebucket.s3.amazonaws.com",
            "x-amz-date",
            "20130524T000000Z",
            "x-amz-content-sha256",
            EMPTY),
        "host;x-amz-content-sha256;x-amz-date",
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  }

  @Test
  void listsObjects() {
    check(
        Requests.head(
            "GET",
            "/?max-keys=2&prefix=J",
            "Host",
            "examplebucket.s3.amazonaws.com",
            "x-amz-date",
            "20130524T000000Z",
            "x-amz-content-sha256",
            EMPTY),
        "host;x-amz-content-sha256;x-amz-date",
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void getsAPresignedObject() {
    RequestHead head =
        Requests.head(
            "GET",
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F"
                + "20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
                + "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
                + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            "Host",
            "examplebucket.s3.amazonaws.com");
    Signed signed = Requests.signed(sigV4.authenticate(head, Expected.s3()));
    assertThat(signed.presigned()).isTrue();
    assertThat(signed.payloadHash()).isEqualTo("UNSIGNED-PAYLOAD");
    assertThatThrownBy(
            () ->
                Requests.verifier(Requests.NOW.plusSeconds(86_400))
                    .authenticate(head, Expected.s3()))
        .hasMessage("Request has expired");
  }

  @Test
  void putsInSignedChunks() throws IOException {
    RequestHead head =
        Requests.head(
            "PUT",
            "/examplebucket/chunkObject.txt",
            "Host",
            "s3.amazonaws.com",
            "x-amz-date",
            "20130524T000000Z",
            "x-amz-storage-class",
            "REDUCED_REDUNDANCY",
            "x-amz-content-sha256",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "Content-Encoding",
            "aws-chunked",
            "x-amz-decoded-content-length",
            "66560",
            "Content-Length",
            "66824");
    Signed signed =
        check(
            head,
            "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                + "x-amz-decoded-content-length;x-amz-storage-class",
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    byte[] raw =
        chunks(
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    ByteArrayOutputStream end = new ByteArrayOutputStream();
    end.writeBytes(raw);
    end.writeBytes(Requests.bytes("\r\n"));
    assertThat(raw.length + 2).isEqualTo(66_824);
    byte[] payload = new byte[66_560];
    Arrays.fill(payload, (byte) 'a');
    assertThat(Requests.read(signed, head, end.toByteArray())).isEqualTo(payload);
    for (int i : new int[] {10, 90, 30_000, 65_700, 66_700, 66_800}) {
      byte[] changed = end.toByteArray();
      changed[i] ^= 1;
      assertThatThrownBy(() -> Requests.read(signed, head, changed))
          .as("changed byte %s", i)
          .isInstanceOf(ServiceError.class);
    }
  }

  @Test
  void putsInSignedChunksWithATrailer() throws IOException {
    RequestHead head =
        Requests.head(
            "PUT",
            "/examplebucket/chunkObject.txt",
            "Host",
            "s3.amazonaws.com",
            "x-amz-date",
            "20130524T000000Z",
            "x-amz-storage-class",
            "REDUCED_REDUNDANCY",
            "x-amz-content-sha256",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "Content-Encoding",
            "aws-chunked",
            "x-amz-decoded-content-length",
            "66560",
            "x-amz-trailer",
            "x-amz-checksum-crc32c");
    Signed signed =
        check(
            head,
            "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                + "x-amz-storage-class;x-amz-trailer",
            "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    raw.writeBytes(
        chunks(
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"));
    raw.writeBytes(
        Requests.bytes(
            "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:"
                + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"));
    assertThat(Requests.read(signed, head, raw.toByteArray())).hasSize(66_560);
  }

  private static byte[] chunks(String first, String second, String last) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] a = new byte[65_536];
    Arrays.fill(a, (byte) 'a');
    out.writeBytes(Requests.bytes("10000;chunk-signature=" + first + "\r\n"));
    out.writeBytes(a);
    out.writeBytes(Requests.bytes("\r\n400;chunk-signature=" + second + "\r\n"));
    out.write(a, 0, 1024);
    out.writeBytes(Requests.bytes("\r\n0;chunk-signature=" + last + "\r\n"));
    return out.toByteArray();
  }

  private Signed check(RequestHead head, String signedHeaders, String signature) {
    Signed signed =
        Requests.signed(
            sigV4.authenticate(
                head.with(
                    "Authorization",
                    "AWS4-HMAC-SHA256 "
                        + SCOPE
                        + ",SignedHeaders="
                        + signedHeaders
                        + ",Signature="
                        + signature),
                Expected.s3()));
    assertThat(signed.accessKeyId()).isEqualTo("AKIAIOSFODNN7EXAMPLE");
    return signed;
  }
}

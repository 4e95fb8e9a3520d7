package io.tarn.protocol.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestVersionFourA {
  private static final String SCOPE = "20130524/s3/aws4_request";
  private static final String TIME = "20130524T000000Z";

  private final VersionFourA keys = new VersionFourA();

  /** The pair of keys that the tests of aws-c-auth publish. */
  @Test
  void derivesThePublishedKey() {
    ECPublicKey key =
        (ECPublicKey)
            keys.publicKey("AKISORANDOMAASORANDOM", "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom");
    assertThat(key.getW().getAffineX().toString(16))
        .isEqualTo("15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb");
    assertThat(key.getW().getAffineY().toString(16))
        .isEqualTo("515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0");
  }

  private String sign(String text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.privateKey(Requests.KEY, Requests.SECRET));
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return Requests.hex(signature.sign());
  }

  private RequestHead signed(RequestHead head, String payload) throws GeneralSecurityException {
    RequestHead full =
        head.with("x-amz-date", TIME)
            .with("x-amz-region-set", "eu-*,eu-west-3")
            .with("x-amz-content-sha256", payload);
    List<String> names = List.of("host", "x-amz-content-sha256", "x-amz-date", "x-amz-region-set");
    String canonical =
        Canonical.request(full, Dialect.S3, Canonical.query(full.rawQuery()), names, payload);
    String signature =
        sign(
            VersionFourA.ALGORITHM
                + "\n"
                + TIME
                + "\n"
                + SCOPE
                + "\n"
                + Hashes.sha256Hex(canonical));
    return full.with(
        "Authorization",
        VersionFourA.ALGORITHM
            + " Credential="
            + Requests.KEY
            + "/"
            + SCOPE
            + ", SignedHeaders="
            + String.join(";", names)
            + ", Signature="
            + signature);
  }

  @Test
  void acceptsAHeadAndRefusesAChangedOne() throws GeneralSecurityException {
    SigV4 sigV4 = Requests.verifier(Requests.NOW);
    RequestHead head = signed(Requests.head("GET", "/b/k?x=1", "Host", "h"), "UNSIGNED-PAYLOAD");
    Signed signed = Requests.signed(sigV4.authenticate(head, Expected.s3()));
    assertThat(signed.region()).isEqualTo("eu-west-3");
    RequestHead changed =
        new RequestHead("GET", head.host(), "/b/l", head.rawQuery(), head.headers());
    assertThatThrownBy(() -> sigV4.authenticate(changed, Expected.s3()))
        .hasMessageContaining("does not match the signature");
  }

  @Test
  void acceptsPaddedChunks() throws Exception {
    byte[] payload = new byte[20_000];
    Arrays.fill(payload, (byte) 'x');
    RequestHead head =
        signed(
            Requests.head("PUT", "/b/k", "Host", "h", "Content-Length", "1"),
            PayloadHash.ECDSA_CHUNKS);
    Signed signed =
        Requests.signed(Requests.verifier(Requests.NOW).authenticate(head, Expected.s3()));
    RequestHead withLength = head.with("x-amz-decoded-content-length", "20000");
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    String previous = signed.chunks().seed();
    for (int[] part : new int[][] {{0, 10_000}, {10_000, 20_000}, {0, 0}}) {
      byte[] bytes = Arrays.copyOfRange(payload, part[0], part[1]);
      previous =
          sign(
              VersionFourA.ALGORITHM
                  + "-PAYLOAD\n"
                  + TIME
                  + "\n"
                  + SCOPE
                  + "\n"
                  + previous
                  + "\n"
                  + Hashes.EMPTY_SHA256
                  + "\n"
                  + Hashes.sha256Hex(bytes));
      String padded = previous + "*".repeat(144 - previous.length());
      raw.writeBytes(
          Requests.bytes(
              Integer.toHexString(bytes.length) + ";chunk-signature=" + padded + "\r\n"));
      raw.writeBytes(bytes);
      raw.writeBytes(Requests.bytes("\r\n"));
    }
    assertThat(Requests.read(signed, withLength, raw.toByteArray())).isEqualTo(payload);
    byte[] changed = raw.toByteArray();
    changed[5000] ^= 1;
    assertThatThrownBy(() -> Requests.read(signed, withLength, changed))
        .hasMessageContaining("does not match the signature");
  }
}

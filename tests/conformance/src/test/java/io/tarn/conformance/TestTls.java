package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one port with a certificate: TLS with HTTP/2 chosen by ALPN, HTTP/1.1 too, plain text from
 * loopback only.
 */
class TestTls {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  @Test
  void speaksBothVersionsOverTlsAndPlainTextToItsChildren() throws Exception {
    KeyStore keys = makeKeys();
    Path certificate = writePem("CERTIFICATE", keys.getCertificate("lake").getEncoded());
    Key key = keys.getKey("lake", PASSWORD);
    Path keyFile = writePem("PRIVATE KEY", key.getEncoded());
    try (LakeProcess lake =
            LakeProcess.start(
                folder.resolve("data"),
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                keyFile.toString());
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
      assertThat(lake.url().getScheme()).isEqualTo("https");
      URI secure = URI.create("https://localhost:" + lake.url().getPort() + "/_tarn/health");
      assertThat(send(client, secure, HttpClient.Version.HTTP_2).version())
          .isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(send(client, secure, HttpClient.Version.HTTP_1_1).version())
          .isEqualTo(HttpClient.Version.HTTP_1_1);
      URI plain = URI.create("http://localhost:" + lake.url().getPort() + "/_tarn/health");
      assertThat(send(client, plain, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> send(HttpClient client, URI uri, HttpClient.Version version)
      throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).version(version).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private KeyStore makeKeys() throws Exception {
    Path file = folder.resolve("keys.p12");
    ClientProcess.run(
        Map.of(),
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "lake",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        file.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        new String(PASSWORD));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      keys.load(bytes, PASSWORD);
    }
    return keys;
  }

  private Path writePem(String kind, byte[] bytes) throws Exception {
    return Files.writeString(
        folder.resolve(kind.replace(' ', '-') + ".pem"),
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + kind
            + "-----\n");
  }

  private static SSLContext trusting(KeyStore keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    Certificate certificate = keys.getCertificate("lake");
    trusted.setCertificateEntry("lake", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

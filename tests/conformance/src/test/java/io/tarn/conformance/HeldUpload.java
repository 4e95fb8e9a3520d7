package io.tarn.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A PutObject whose client has sent the first half of the body and keeps the rest back. */
final class HeldUpload implements AutoCloseable {
  private final Socket socket;
  private final byte[] rest;

  private HeldUpload(Socket socket, byte[] rest) {
    this.socket = socket;
    this.rest = rest;
  }

  static S3Presigner presigner(LakeProcess lake) {
    return S3Presigner.builder()
        .endpointOverride(lake.url())
        .region(Region.US_EAST_1)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(StaticCredentialsProvider.create(lake.rootCredentials()))
        .build();
  }

  static HeldUpload begin(LakeProcess lake, String bucket, String key, int bytes) throws Exception {
    URI url;
    try (S3Presigner presigner = presigner(lake)) {
      url =
          presigner
              .presignPutObject(
                  request ->
                      request
                          .signatureDuration(Duration.ofMinutes(5))
                          .putObjectRequest(put -> put.bucket(bucket).key(key)))
              .url()
              .toURI();
    }
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(head("PUT", url, "Content-Length: " + bytes));
    socket.getOutputStream().write(new byte[bytes / 2]);
    socket.getOutputStream().flush();
    return new HeldUpload(socket, new byte[bytes - bytes / 2]);
  }

  static byte[] head(String method, URI url, String header) {
    return (method
            + " "
            + url.getRawPath()
            + "?"
            + url.getRawQuery()
            + " HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nConnection: close\r\n"
            + header
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends the rest and returns the answer's first line. */
  String finish() throws IOException {
    socket.getOutputStream().write(rest);
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    socket.close();
    return answer.lines().findFirst().orElse("");
  }

  /** Goes away. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.tarn.conformance;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests byte by byte as they are written here, one a connection; signed where that is said. */
final class RawHttp {
  private final URI url;
  private final Signer.Credentials credentials;

  RawHttp(URI url, Signer.Credentials credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /** An answer; header names are in lower case. */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  String authority() {
    return url.getAuthority();
  }

  /**
   * @param target path and query as they go over the wire
   * @param headers name, value, name, value
   */
  Answer signed(String method, String host, String target, byte[] body, String... headers)
      throws IOException {
    return signed("s3", method, host, target, body, headers);
  }

  private Answer signed(
      String service, String method, String host, String target, byte[] body, String... headers)
      throws IOException {
    Headers.Builder all = Headers.builder().add("host", host);
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    RequestHead head = RequestHead.of(method, target, all.build());
    RequestHead signed =
        new Signer(credentials, "us-east-1", service).sign(head, body, Instant.now());
    return send(method, target, signed.headers().fields(), body);
  }

  /** The same for another service's door. */
  Answer signedFor(String service, String method, String target, byte[] body, String... headers)
      throws IOException {
    return signed(service, method, authority(), target, body, headers);
  }

  /** With the signature in the query. */
  Answer presigned(String method, String host, String path, byte[] body) throws IOException {
    RequestHead head = RequestHead.of(method, path, Headers.of("host", host));
    String query =
        new Signer(credentials, "us-east-1", "s3")
            .presign(head, Duration.ofMinutes(5), Instant.now());
    return send(method, path + "?" + query, head.headers().fields(), body);
  }

  /** Without a signature. */
  Answer plain(String method, String host, String target, byte[] body, String... headers)
      throws IOException {
    Headers.Builder all = Headers.builder().add("host", host);
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return send(method, target, all.build().fields(), body);
  }

  private Answer send(String method, String target, List<Headers.Field> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    for (Headers.Field field : headers) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return parse(socket.getInputStream().readAllBytes());
    }
  }

  private static Answer parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
    return new Answer(
        Integer.parseInt(lines[0].split(" ")[1]), headers, chunked ? unchunk(body) : body);
  }

  private static byte[] unchunk(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      out.write(body, line + 2, size);
      at = line + 2 + size + 2;
      if (size == 0) {
        break;
      }
    }
    return out.toByteArray();
  }
}

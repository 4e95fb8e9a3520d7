package io.tarn.bench;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Signer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One kept HTTP/1.1 connection with a thread of its own, signing as S3's clients do. It costs a
 * small part of what a request costs any of the servers, which share the machine with it.
 */
final class LeanClient implements AutoCloseable {
  private static final int BUFFER = 128 * 1024;
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final byte[] NOTHING = new byte[0];

  /**
   * @param body empty when it was not asked for
   * @param length how many bytes the body had
   */
  record Answer(int status, String head, byte[] body, long length) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    Optional<String> header(String name) {
      return LeanClient.header(head, name);
    }
  }

  /** How much of an answer's body is kept. */
  enum Keep {
    BODY,
    NOTHING
  }

  private final String authority;
  private final Signer signer;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private int start;
  private int end;

  LeanClient(URI url, Signer signer) throws IOException {
    this.authority = url.getAuthority();
    this.signer = signer;
    this.socket = new Socket(url.getHost(), url.getPort());
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  Socket socket() {
    return socket;
  }

  Answer get(String target, Keep keep) throws IOException {
    return expectOk("GET", target, Headers.NONE, NOTHING, keep);
  }

  /** Stores bytes whose hash is signed along. */
  void put(String target, byte[] body) throws IOException {
    expectOk("PUT", target, Headers.NONE, body, Keep.NOTHING);
  }

  Answer post(String target, byte[] body) throws IOException {
    return expectOk("POST", target, Headers.NONE, body, Keep.BODY);
  }

  /** Calls an operation of a JSON protocol. */
  Answer call(String operation, String json) throws IOException {
    Headers headers =
        Headers.of("x-amz-target", operation).toBuilder()
            .add("content-type", "application/x-amz-json-1.1")
            .build();
    return expectOk("POST", "/", headers, json.getBytes(StandardCharsets.UTF_8), Keep.BODY);
  }

  /** Stores a part and gives its tag. */
  String putPart(String target, byte[] body) throws IOException {
    return expectOk("PUT", target, Headers.NONE, body, Keep.NOTHING).header("etag").orElseThrow();
  }

  /** Stores bytes that a header proves instead of their signed hash. */
  void putChecked(String target, byte[] body, String crc32c) throws IOException {
    Headers headers = Headers.of("x-amz-checksum-crc32c", crc32c);
    out.write(head("PUT", target, headers, UNSIGNED, body.length));
    out.write(body);
    expectOk(read(Keep.NOTHING), "PUT", target);
  }

  /** Sends a head only; the body is the caller's. */
  void begin(String method, String target, long length) throws IOException {
    out.write(head(method, target, Headers.NONE, UNSIGNED, length));
  }

  private Answer expectOk(String method, String target, Headers more, byte[] body, Keep keep)
      throws IOException {
    RequestHead head = signer.sign(head(method, target, more), body, Instant.now());
    byte[] first = bytes(head, target, body.length);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    out.write(all);
    return expectOk(read(keep), method, target);
  }

  private static Answer expectOk(Answer answer, String method, String target) throws IOException {
    if (answer.status() != 200) {
      throw new IOException(
          method + " " + target + " was answered " + answer.status() + ": " + answer.text());
    }
    return answer;
  }

  private RequestHead head(String method, String target, Headers more) {
    return RequestHead.of(method, target, more).with("host", authority);
  }

  private byte[] head(String method, String target, Headers more, String payload, long length) {
    RequestHead head =
        RequestHead.of(method, target, more.toBuilder().add("host", authority).build());
    return bytes(signer.sign(head, payload, Instant.now()), target, length);
  }

  private static byte[] bytes(RequestHead head, String target, long length) {
    StringBuilder text = new StringBuilder(600);
    text.append(head.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (Headers.Field field : head.headers().fields()) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    if (length > 0 || !head.method().equals("GET")) {
      text.append("content-length: ").append(length).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Answer read(Keep keep) throws IOException {
    String head = readHead();
    int status = Integer.parseInt(head, 9, 12, 10);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean kept = keep == Keep.BODY || status != 200;
    Optional<String> length = header(head, "content-length");
    if (length.isPresent()) {
      long size = Long.parseLong(length.get());
      readBody(size, kept ? body : OutputStream.nullOutputStream());
      return new Answer(status, head, body.toByteArray(), size);
    }
    long size = header(head, "transfer-encoding").isPresent() ? readChunks(kept, body) : 0;
    return new Answer(status, head, body.toByteArray(), size);
  }

  private long readChunks(boolean kept, ByteArrayOutputStream body) throws IOException {
    long total = 0;
    while (true) {
      long size = Long.parseLong(readLine(), 16);
      readBody(size, kept ? body : OutputStream.nullOutputStream());
      readLine();
      if (size == 0) {
        return total;
      }
      total += size;
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      fillIfEmpty();
      char c = (char) buffer[start++];
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append(c);
      }
    }
  }

  private void readBody(long size, OutputStream target) throws IOException {
    long left = size;
    while (left > 0) {
      fillIfEmpty();
      int n = (int) Math.min(left, end - start);
      target.write(buffer, start, n);
      start += n;
      left -= n;
    }
  }

  private void fillIfEmpty() throws IOException {
    if (start == end) {
      start = 0;
      end = Math.max(0, in.read(buffer, 0, BUFFER));
      if (end == 0) {
        throw new EOFException("The server closed the connection");
      }
    }
  }

  private String readHead() throws IOException {
    fillIfEmpty();
    int from = start;
    while (true) {
      for (int i = from; i + 3 < end; i++) {
        if (buffer[i] == '\r' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
          String head = new String(buffer, start, i - start, StandardCharsets.ISO_8859_1);
          start = i + 4;
          return head;
        }
      }
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
      from = Math.max(0, end - 3);
      int n = in.read(buffer, end, BUFFER - end);
      if (n < 0) {
        throw new EOFException("The server closed the connection");
      }
      end += n;
    }
  }

  private static Optional<String> header(String head, String name) {
    int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
    if (at < 0) {
      return Optional.empty();
    }
    int value = at + name.length() + 3;
    int lineEnd = head.indexOf("\r\n", value);
    return Optional.of(head.substring(value, lineEnd < 0 ? head.length() : lineEnd).strip());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

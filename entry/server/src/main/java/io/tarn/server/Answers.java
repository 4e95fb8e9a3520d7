package io.tarn.server;

import io.tarn.api.Body;
import io.tarn.api.FileBytes;
import io.tarn.protocol.Headers;
import io.tarn.protocol.ResponseHead;
import io.tarn.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Answers on their way to the connection. */
final class Answers {
  private static final int BUFFER = 64 * 1024;

  /** What waits for a socket to take more; the smaller, the less goes the longer way. */
  private static final int WAITING = 16 * 1024;

  private Answers() {}

  /** Sends head and body; the body is closed whatever happens. */
  static void send(Wire.Response answer, Request request, Response response) throws IOException {
    try (Body body = answer.body()) {
      response.setStatus(answer.head().status());
      boolean hasLength = false;
      for (Headers.Field field : answer.head().headers().fields()) {
        response.getHeaders().add(field.name(), field.value());
        hasLength |= field.name().equalsIgnoreCase("content-length");
      }
      boolean bodiless =
          request.getMethod().equals("HEAD")
              || answer.head().status() == 204
              || answer.head().status() == 304;
      OptionalLong length = body.length();
      if (!hasLength && length.isPresent() && !bodiless) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length.getAsLong());
      }
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        if (!bodiless) {
          copy(body, out, request, response);
        }
      }
    }
  }

  private static void copy(Body body, OutputStream out, Request request, Response response)
      throws IOException {
    OptionalLong length = body.length();
    if (length.isPresent() && length.getAsLong() == 0) {
      return;
    }
    int size =
        length.isPresent() && length.getAsLong() < BUFFER ? (int) length.getAsLong() : BUFFER;
    try (InputStream in = body.open()) {
      if (size == BUFFER && in instanceof ReadableByteChannel channel) {
        copy(channel, request, response);
        return;
      }
      byte[] buffer = new byte[size];
      int read = in.read(buffer);
      while (read >= 0) {
        out.write(buffer, 0, read);
        read = in.read(buffer);
      }
    }
  }

  /**
   * Past the heap, and what the client's socket takes at once of a file past this process. When the
   * socket takes no more, a piece goes the usual way, which waits until it does.
   */
  private static void copy(ReadableByteChannel from, Request request, Response response)
      throws IOException {
    Optional<PastJetty> past = PastJetty.of(request);
    ByteBuffer buffer = DirectBuffers.take();
    boolean whole = false;
    try {
      while (from.read(buffer) >= 0) {
        Content.Sink.write(response, false, buffer.flip());
        buffer.clear();
        if (past.isPresent() && from instanceof FileBytes file) {
          past.get().send(file, response);
          buffer.limit(WAITING);
        }
      }
      whole = true;
    } finally {
      // One that a broken write may still look at is left to the collector.
      if (whole) {
        DirectBuffers.giveBack(buffer);
      }
    }
  }

  static Wire.Response page(OwnPages.Page page, String requestId) {
    return new Wire.Response(
        new ResponseHead(
            200, Headers.of("Content-Type", page.contentType(), "x-amz-request-id", requestId)),
        Body.of(page.bytes()));
  }

  static Map<String, String> parameters(String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : rawQuery.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }
}

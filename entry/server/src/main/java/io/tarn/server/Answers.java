package io.tarn.server;

import io.tarn.api.Body;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.ResponseHead;
import io.tarn.protocol.Wire;
import java.io.IOException;
import java.net.URLDecoder;
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
  private Answers() {}

  /**
   * Sends head and body; the body is closed whatever happens.
   *
   * @throws UnreadableAnswer when the body's bytes cannot be read; nothing was sent yet unless the
   *     response is committed
   */
  static void send(Wire.Response answer, Request request, Response response) throws IOException {
    try (Body body = answer.body()) {
      boolean bodiless =
          request.getMethod().equals("HEAD")
              || answer.head().status() == 204
              || answer.head().status() == 304;
      if (bodiless) {
        head(answer, OptionalLong.empty(), response);
        Content.Sink.asOutputStream(response).close();
        return;
      }
      try (AnswerBytes bytes = AnswerBytes.open(body)) {
        head(answer, body.length(), response);
        copy(bytes, request, response);
      }
    }
  }

  private static void head(Wire.Response answer, OptionalLong length, Response response) {
    response.setStatus(answer.head().status());
    boolean hasLength = false;
    for (Headers.Field field : answer.head().headers().fields()) {
      response.getHeaders().add(field.name(), field.value());
      hasLength |= field.name().equalsIgnoreCase("content-length");
    }
    if (!hasLength && length.isPresent()) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length.getAsLong());
    }
  }

  /** The end is written only when all is through: it says to the client that it was all. */
  private static void copy(AnswerBytes bytes, Request request, Response response)
      throws IOException {
    Optional<PastJetty> past = bytes.buffer().isDirect() ? PastJetty.of(request) : Optional.empty();
    while (bytes.buffer().hasRemaining()) {
      Content.Sink.write(response, false, bytes.buffer());
      if (past.isPresent()) {
        bytes.next(past.get(), response);
      } else {
        bytes.next();
      }
    }
    Content.Sink.asOutputStream(response).close();
  }

  static Wire.Response json(int status, byte[] body, String requestId) {
    return new Wire.Response(
        new ResponseHead(
            status, Headers.of("Content-Type", "application/json", "x-amz-request-id", requestId)),
        Body.of(body));
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
        try {
          parameters.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw new ServiceError("InvalidArgument", 400, "Not well encoded: " + pair);
        }
      }
    }
    return parameters;
  }
}

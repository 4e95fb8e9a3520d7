package io.tarn.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what is no HTTP, and so never becomes a request of any service: in S3's words and form,
 * which are the only ones that do not depend on who was meant.
 */
final class HttpRefusals implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A version that cannot be read is a caller's mistake as well, though HTTP numbers it 505.
    if (response.getStatus() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
      response.setStatus(HttpStatus.BAD_REQUEST_400);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    byte[] body = body(response.getStatus()).getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private static String body(int status) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>"
        .formatted(code(status), message(status));
  }

  private static String code(int status) {
    return status < 500 ? "BadRequest" : status == 503 ? "ServiceUnavailable" : "InternalError";
  }

  private static String message(int status) {
    return switch (status) {
      case 503 -> "Service is unable to handle request.";
      default ->
          status < 500
              ? "An error occurred when parsing the HTTP request."
              : "We encountered an internal error. Please try again.";
    };
  }
}

package io.tarn.server;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what is no HTTP, and so never becomes a request of any service: in S3's words and form,
 * which are the only ones that do not depend on who was meant.
 */
final class HttpRefusals implements Request.Handler {
  private static final String BROKEN_URI = body("InvalidURI", "Couldn't parse the specified URI.");

  private final Ids ids;

  HttpRefusals(Ids ids) {
    this.ids = requireNonNull(ids, "ids is null");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A version that cannot be read is a caller's mistake as well, though HTTP numbers it 505.
    if (response.getStatus() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
      response.setStatus(HttpStatus.BAD_REQUEST_400);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    response.getHeaders().put("x-amz-request-id", ids.uuid());
    String text = isUriBroken(request) ? BROKEN_URI : body(response.getStatus());
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  /** Jetty takes a path apart before it asks anybody, and throws at what it cannot decode. */
  private static boolean isUriBroken(Request request) {
    return request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException failure
        && failure.getCode() == HttpStatus.BAD_REQUEST_400
        && ((Throwable) failure).getCause() instanceof IllegalArgumentException;
  }

  private static String body(int status) {
    return body(code(status), message(status));
  }

  private static String body(String code, String message) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>"
        .formatted(code, message);
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

package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

/**
 * The head of a request as it was sent: nothing decoded, nothing normalised.
 *
 * @param method in capitals
 * @param host host and port as the client names them (the Host header, or HTTP/2's authority)
 * @param rawPath percent-encoded, begins with a slash, {@code //} and {@code ..} kept
 * @param rawQuery percent-encoded, without the question mark; empty when there is none
 */
public record RequestHead(
    String method, String host, String rawPath, String rawQuery, Headers headers) {
  public RequestHead {
    requireNonNull(method, "method is null");
    requireNonNull(host, "host is null");
    requireNonNull(rawPath, "rawPath is null");
    requireNonNull(rawQuery, "rawQuery is null");
    requireNonNull(headers, "headers is null");
  }

  public RequestHead withHeaders(Headers others) {
    return new RequestHead(method, host, rawPath, rawQuery, others);
  }
}

package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/**
 * The head of a request as it was sent: nothing decoded, nothing normalised, so that a signature
 * over it can be checked.
 *
 * <p>Header values hold one char per byte (ISO-8859-1). A head that came off the wire holds {@code
 * host} among its headers, also where HTTP/2 carries it as {@code :authority}.
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

  /** Splits {@code /path?query} into its two parts; the host is the header's. */
  public static RequestHead of(String method, String target, Headers headers) {
    String host = headers.first("host");
    int mark = target.indexOf('?');
    return new RequestHead(
        method.toUpperCase(Locale.ROOT),
        host == null ? "" : host,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        headers);
  }

  /** All values of a header, joined as HTTP allows. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.joined(name));
  }

  public RequestHead withHeaders(Headers others) {
    return new RequestHead(method, host, rawPath, rawQuery, others);
  }

  /** The same head with one more header. */
  public RequestHead with(String name, String value) {
    return withHeaders(headers.toBuilder().add(name, value).build());
  }
}

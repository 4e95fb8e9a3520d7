package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What of a request's head a signature covers, exactly as sent.
 *
 * <p>Header values hold one char per byte (ISO-8859-1), so that the signed bytes can be had back.
 * The list must hold {@code host}, also where HTTP/2 carries it as {@code :authority}.
 *
 * @param rawPath the path before any decoding, at least {@code /}
 * @param rawQuery the query before any decoding, without the question mark; empty when there is
 *     none
 */
public record HttpHead(
    String method, String rawPath, String rawQuery, List<Map.Entry<String, String>> headers) {
  public HttpHead {
    requireNonNull(method, "method is null");
    requireNonNull(rawPath, "rawPath is null");
    requireNonNull(rawQuery, "rawQuery is null");
    headers = List.copyOf(headers);
  }

  /** The values of a header joined with a comma, as sent. */
  public Optional<String> header(String name) {
    String first = null;
    StringBuilder several = null;
    for (Map.Entry<String, String> header : headers) {
      if (!header.getKey().equalsIgnoreCase(name)) {
        continue;
      }
      if (first == null) {
        first = header.getValue();
      } else {
        if (several == null) {
          several = new StringBuilder(first);
        }
        several.append(',').append(header.getValue());
      }
    }
    return Optional.ofNullable(several == null ? first : several.toString());
  }

  /** The same head with one more header. */
  public HttpHead with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new HttpHead(method, rawPath, rawQuery, more);
  }

  /** Splits {@code /path?query} into its two parts. */
  public static HttpHead of(String method, String target, List<Map.Entry<String, String>> headers) {
    int mark = target.indexOf('?');
    return mark < 0
        ? new HttpHead(method.toUpperCase(Locale.ROOT), target, "", headers)
        : new HttpHead(
            method.toUpperCase(Locale.ROOT),
            target.substring(0, mark),
            target.substring(mark + 1),
            headers);
  }
}

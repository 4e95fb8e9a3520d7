package io.tarn.protocol;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;

/**
 * What the codecs' heads are to the JDK's HTTP client, both ways. Sends nothing and opens nothing
 * itself: this room stays without I/O.
 */
public final class JdkHttp {
  /** What the JDK's client sets itself and refuses to be told. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "content-length", "connection", "expect");

  private JdkHttp() {}

  /**
   * The request of a signed head. The target is put together as text: resolving it against the base
   * would fold {@code ..} and {@code //}, which are parts of S3's keys.
   */
  public static HttpRequest.Builder request(URI base, RequestHead signed, byte[] body) {
    String query = signed.rawQuery().isEmpty() ? "" : "?" + signed.rawQuery();
    URI target =
        URI.create(base.getScheme() + "://" + base.getAuthority() + signed.rawPath() + query);
    boolean bare = body.length == 0 && !signed.method().equals("PUT");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                signed.method(),
                bare
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (Headers.Field header : signed.headers().fields()) {
      if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
        request.header(header.name(), header.value());
      }
    }
    return request;
  }

  /** The head of an answer, whatever its body is read into. */
  public static ResponseHead head(HttpResponse<?> answer) {
    Headers.Builder headers = Headers.builder();
    answer
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    return new ResponseHead(answer.statusCode(), headers.build());
  }
}

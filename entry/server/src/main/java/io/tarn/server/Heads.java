package io.tarn.server;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Jetty's requests as the protocol room wants them: raw bytes, nothing normalised. */
final class Heads {
  /** Credential=KEY/20260101/us-east-1/s3/aws4_request; version 4A has no region in it. */
  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/,&]+/\\d{8}/(?:[^/,&]+/)?([^/,&]+)/aws4_request");

  private Heads() {}

  static RequestHead of(Request request) {
    HttpURI uri = request.getHttpURI();
    Headers.Builder headers = Headers.builder();
    boolean hasHost = false;
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      headers.add(field.getName(), value == null ? "" : value);
      hasHost |= field.getName().equalsIgnoreCase("host");
    }
    String authority = uri.getAuthority();
    String host = authority == null ? "" : authority;
    if (!hasHost) {
      // HTTP/2 carries the host as :authority, and clients sign it as host.
      headers.add("host", host);
    }
    String path = uri.getPath();
    String query = uri.getQuery();
    return new RequestHead(
        request.getMethod(),
        host,
        path == null || path.isEmpty() ? "/" : path,
        query == null ? "" : query,
        headers.build());
  }

  /**
   * The service that a signature's scope names, in a header or a presigned query; null without a
   * signature.
   */
  static @Nullable String signedName(RequestHead head) {
    String authorization = head.headers().first("authorization");
    Matcher scope =
        SCOPE.matcher(authorization == null ? head.rawQuery().replace("%2F", "/") : authorization);
    return scope.find() ? scope.group(1) : null;
  }

  static String peer(Request request) {
    SocketAddress address = request.getConnectionMetaData().getRemoteSocketAddress();
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : "127.0.0.1";
  }

  static boolean isLoopback(Request request) {
    SocketAddress address = request.getConnectionMetaData().getRemoteSocketAddress();
    return address instanceof InetSocketAddress inet && inet.getAddress().isLoopbackAddress();
  }
}

package io.tarn.server;

import io.tarn.protocol.sigv4.HttpHead;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/** Jetty's requests as the protocol room wants them: raw bytes, nothing normalised. */
final class Heads {
  private Heads() {}

  static HttpHead of(Request request) {
    HttpURI uri = request.getHttpURI();
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.getHeaders().size() + 1);
    boolean hasHost = false;
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue();
      headers.add(Map.entry(field.getName(), value == null ? "" : value));
      hasHost |= field.getName().equalsIgnoreCase("host");
    }
    String authority = uri.getAuthority();
    if (!hasHost && authority != null) {
      // HTTP/2 carries the host as :authority, and clients sign it as host.
      headers.add(Map.entry("host", authority));
    }
    String path = uri.getPath();
    String query = uri.getQuery();
    return new HttpHead(
        request.getMethod(),
        path == null || path.isEmpty() ? "/" : path,
        query == null ? "" : query,
        headers);
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

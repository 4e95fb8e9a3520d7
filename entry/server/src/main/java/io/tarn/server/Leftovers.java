package io.tarn.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * What an answered request still has to send. A connection that is closed under a client that is
 * writing resets it, and the client loses the answer that is on its way: so the rest is taken in,
 * within bounds, before the connection ends (RFC 9112, section 9.6).
 */
final class Leftovers {
  private static final long BYTES_MAX = 16L << 20;
  private static final long NANOS_MAX = Duration.ofSeconds(10).toNanos();

  private Leftovers() {}

  /** Reads what is left; whatever happens meanwhile changes nothing of the answer. */
  static void takeIn(Request request) {
    // Who waits for leave to send has not begun, and is not to begin now.
    if (request.getHeaders().contains(HttpHeader.EXPECT) || request.getLength() > BYTES_MAX) {
      return;
    }
    byte[] bytes = new byte[8192];
    long begin = System.nanoTime();
    long taken = 0;
    try {
      InputStream rest = Content.Source.asInputStream(request);
      int read;
      do {
        read = rest.read(bytes);
        taken += read;
      } while (read >= 0 && taken <= BYTES_MAX && System.nanoTime() - begin < NANOS_MAX);
    } catch (IOException e) {
      // The client has gone, or broke off its body: it asks for nothing more.
    }
  }
}

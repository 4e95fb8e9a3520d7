package io.tarn.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a client of HTTP/1.1 closes its connection while its request is worked on. Between a
 * request's last byte and its answer nobody reads such a connection (HTTP/2's is always read, and
 * tells by itself), so the end of it would be seen only when the answer is written. Reads ahead of
 * Jetty: what turns out to be the next request's beginning is handed back to the connection.
 *
 * <p>Begun by whoever waits long, at most once, when the request's body has been read; closed on
 * the request's thread before the answer is sent.
 */
final class ClientWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);
  private static final int AHEAD = 4096;
  private static final long HAND_BACK_SECONDS = 10;

  private final Request request;
  private final Runnable gone;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable AbstractEndPoint watched;
  private boolean closed;

  /**
   * @param gone run once when the client has gone
   */
  ClientWatch(Request request, Runnable gone) {
    this.request = requireNonNull(request, "request is null");
    this.gone = requireNonNull(gone, "gone is null");
    // Asked only when nothing is being read or written: then it is the lake that takes its time.
    request.addIdleTimeoutListener(timeout -> false);
  }

  synchronized void begin() {
    Connection connection = request.getConnectionMetaData().getConnection();
    boolean readOnlyBetweenRequests =
        request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2;
    if (!closed
        && watched == null
        && readOnlyBetweenRequests
        && connection instanceof Connection.UpgradeTo takesBack
        && connection.getEndPoint() instanceof AbstractEndPoint endPoint
        && endPoint.tryFillInterested(
            Callback.from(() -> readable(endPoint, takesBack), failure -> failed(failure)))) {
      watched = endPoint;
    }
  }

  private void readable(AbstractEndPoint endPoint, Connection.UpgradeTo connection) {
    ByteBuffer ahead = ByteBuffer.allocate(AHEAD).flip();
    try {
      if (endPoint.fill(ahead) < 0) {
        gone.run();
      } else if (ahead.hasRemaining()) {
        connection.onUpgradeTo(ahead);
      }
    } catch (IOException e) {
      LOG.debug("A client's connection broke: {}", e.toString());
      gone.run();
    } finally {
      ended.countDown();
    }
  }

  private void failed(Throwable failure) {
    try {
      if (!(failure instanceof CancellationException)) {
        gone.run();
      }
    } finally {
      ended.countDown();
    }
  }

  /** Ends the watch; whatever was read ahead is back with the connection when this returns. */
  @Override
  public void close() {
    AbstractEndPoint endPoint;
    synchronized (this) {
      closed = true;
      endPoint = watched;
    }
    if (endPoint == null) {
      return;
    }
    endPoint.getFillInterest().onFail(new CancellationException("the request has been answered"));
    try {
      if (!ended.await(HAND_BACK_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A connection's watch did not end; the connection is closed");
        endPoint.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      endPoint.close();
    }
  }
}

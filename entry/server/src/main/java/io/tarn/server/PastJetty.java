package io.tarn.server;

import io.tarn.api.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Sends from a file to a client's socket by the kernel (sendfile), which Jetty has no way to do.
 * Only for HTTP/1.1 in plain text with a known length, between two writes of Jetty's, when nothing
 * of it is on its way. So that Jetty's count of the answer's bytes stays right, it is handed a
 * buffer of the same length, which its connection passes over.
 */
final class PastJetty {
  /** Nobody ever reads it, so that it takes address space and no memory. */
  private static final ByteBuffer SENT = ByteBuffer.allocateDirect(1 << 20);

  private final PatientConnections.Patient connection;
  private final SocketChannel socket;

  private PastJetty(PatientConnections.Patient connection, SocketChannel socket) {
    this.connection = connection;
    this.socket = socket;
  }

  static Optional<PastJetty> of(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    return connection instanceof PatientConnections.Patient patient
            && patient.getEndPoint() instanceof SocketChannelEndPoint endPoint
            && endPoint.getChannel() instanceof SocketChannel socket
        ? Optional.of(new PastJetty(patient, socket))
        : Optional.empty();
  }

  /**
   * Sends what the socket takes at once.
   *
   * @return how many bytes that were
   */
  long send(FileBytes file, Response response) throws IOException {
    long all = 0;
    for (long n = file.sendTo(socket, SENT.capacity());
        n > 0;
        n = file.sendTo(socket, SENT.capacity())) {
      ByteBuffer sent = SENT.slice(0, (int) n);
      connection.passOver(sent);
      Content.Sink.write(response, false, sent);
      all += n;
    }
    return all;
  }
}

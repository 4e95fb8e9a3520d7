package io.tarn.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes to a server and what it says to them, over a connection of its own. */
final class MutantHttp {
  /** A bound on being alive, not on being quick: nothing that is right takes so long. */
  private static final int ALIVE_MILLIS = 30_000;

  private final InetSocketAddress address;

  MutantHttp(URI url) {
    address = new InetSocketAddress(url.getHost(), url.getPort());
  }

  /**
   * An answer, or none.
   *
   * @param status 0 when the connection was closed without one, as it may be after half a request
   */
  record Answer(int status, String text) {}

  /**
   * Sends all bytes, says that no more will come, and reads to the end.
   *
   * @throws AssertionError when the server neither answers nor closes
   */
  Answer send(byte[] request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(ALIVE_MILLIS);
      socket.connect(address, ALIVE_MILLIS);
      write(socket, request);
      return answer(read(socket));
    }
  }

  /** A server may refuse by the head alone and close while the body is still being sent. */
  private static void write(Socket socket, byte[] request) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
      socket.shutdownOutput();
    } catch (IOException closed) {
      // What it said before it closed is read all the same.
    }
  }

  private static byte[] read(Socket socket) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      InputStream in = socket.getInputStream();
      int read = in.read(buffer);
      while (read >= 0) {
        all.write(buffer, 0, read);
        read = in.read(buffer);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither an answer nor an end after " + ALIVE_MILLIS + " ms", e);
    } catch (IOException closed) {
      // A reset ends the answer as well; what came before it counts.
    }
    return all.toByteArray();
  }

  /** The last status but interim ones: {@code 100 Continue} comes before the answer. */
  private static Answer answer(byte[] bytes) {
    byte[] rest = bytes;
    while (true) {
      String text = new String(rest, StandardCharsets.ISO_8859_1);
      if (text.length() < 12 || !text.startsWith("HTTP/1.")) {
        return new Answer(0, text);
      }
      int status = Integer.parseInt(text.substring(9, 12));
      int end = text.indexOf("\r\n\r\n");
      if (status >= 200 || end < 0) {
        return new Answer(status, text);
      }
      rest = Arrays.copyOfRange(rest, end + 4, rest.length);
    }
  }
}

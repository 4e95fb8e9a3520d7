package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.kernel.Ids;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestClientWatch {
  private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> gone = new LinkedBlockingQueue<>();
  private final Semaphore answers = new Semaphore(0);
  private final BlockingQueue<String> idle = new LinkedBlockingQueue<>();
  private Listener listener = listen(Duration.ofMinutes(1));

  private Listener listen(Duration patience) {
    Listener fresh =
        new Listener(
            "127.0.0.1", 0, Optional.empty(), new Slow(), new Ids(new Random(1)), patience);
    fresh.start();
    return fresh;
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  /** Answers with the request's path, when it may or when its client has gone. */
  private final class Slow extends Handler.Abstract {
    Slow() {
      super(InvocationType.BLOCKING);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String path = request.getHttpURI().getPath();
      Content.Source.asInputStream(request).readAllBytes();
      request.addIdleTimeoutListener(
          timeout -> {
            idle.add(path);
            return false;
          });
      Runnable leave =
          () -> {
            gone.add(path);
            answers.release();
          };
      try (ClientWatch watch = new ClientWatch(request, leave)) {
        watch.begin();
        watch.begin();
        waiting.add(path);
        answers.acquire();
      }
      Content.Sink.write(response, true, path + "\n", callback);
      return true;
    }
  }

  private Socket send(String text) throws Exception {
    Socket socket = new Socket("127.0.0.1", listener.port());
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String request(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: lake\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static List<String> bodies(Socket socket, int count) throws Exception {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    List<String> found = new ArrayList<>();
    while (found.size() < count) {
      String line = in.readLine();
      if (line == null) {
        break;
      }
      if (line.startsWith("/")) {
        found.add(line);
      }
    }
    return found;
  }

  @Test
  void tellsWhenTheClientCloses() throws Exception {
    Socket socket = send(request("/left", "body"));
    assertThat(waiting.poll(30, TimeUnit.SECONDS)).isEqualTo("/left");
    assertThat(gone).isEmpty();
    socket.close();
    assertThat(gone.poll(30, TimeUnit.SECONDS)).isEqualTo("/left");
  }

  @Test
  void takesItsOwnWorkForNoIdleness() throws Exception {
    listener.close();
    listener = listen(Duration.ofSeconds(1));
    try (Socket socket = send(request("/long", "body"))) {
      assertThat(waiting.poll(30, TimeUnit.SECONDS)).isEqualTo("/long");
      assertThat(idle.poll(30, TimeUnit.SECONDS)).isEqualTo("/long");
      assertThat(idle.poll(30, TimeUnit.SECONDS)).isEqualTo("/long");
      answers.release();
      assertThat(bodies(socket, 1)).containsExactly("/long");
      assertThat(gone).isEmpty();
    }
  }

  @Test
  void handsTheNextRequestBack() throws Exception {
    try (Socket socket = send(request("/one", "body"))) {
      assertThat(waiting.poll(30, TimeUnit.SECONDS)).isEqualTo("/one");
      String next = request("/two", "x".repeat(20_000)) + request("/three", "");
      socket.getOutputStream().write(next.getBytes(StandardCharsets.US_ASCII));
      answers.release(3);
      assertThat(bodies(socket, 3)).containsExactly("/one", "/two", "/three");
      assertThat(gone).isEmpty();
    }
  }

  @Test
  void leavesAConnectionAsItWas() throws Exception {
    try (Socket socket = send(request("/0", "body"))) {
      for (int i = 0; i < 200; i++) {
        assertThat(waiting.poll(30, TimeUnit.SECONDS)).isEqualTo("/" + i);
        answers.release();
        assertThat(bodies(socket, 1)).containsExactly("/" + i);
        socket
            .getOutputStream()
            .write(request("/" + (i + 1), "body").getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(gone).isEmpty();
      answers.release();
    }
  }
}

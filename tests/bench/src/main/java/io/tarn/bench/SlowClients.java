package io.tarn.bench;

import io.tarn.bench.LeanClient.Keep;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * 200 readers and 200 writers of 64 MiB at some KiB a second each, and what others feel of them.
 */
final class SlowClients {
  private static final int EACH = 200;
  private static final int OTHERS = 16;
  private static final int PIECE = 4096;
  private static final long BYTES = 64 << 20;
  private static final long ROUND_MILLIS = 500;
  private static final Duration TIME = Duration.ofSeconds(10);

  private final Server lake;
  private final byte[] content = new byte[PIECE];

  SlowClients(Server lake) {
    this.lake = lake;
  }

  private Load.Figure others() throws Exception {
    return Load.run(
        lake,
        OTHERS,
        TIME,
        (client, number) -> {
          if (number % 2 == 0) {
            client.put("/small/other-" + number % 1000, content);
          } else {
            client.get("/small/read-" + number % 1000, Keep.NOTHING);
          }
        });
  }

  void measure() throws Exception {
    System.out.printf("%-16s %10s %10s %10s%n", "slow clients", "others/s", "p99 us", "RSS MiB");
    others();
    print("without them", others());
    AtomicBoolean ended = new AtomicBoolean();
    List<LeanClient> slow = new ArrayList<>();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < EACH; i++) {
        LeanClient reader = lake.connect();
        reader.begin("GET", "/large/" + i % 4, 0);
        slow.add(reader);
        LeanClient writer = lake.connect();
        writer.begin("PUT", "/large/slow-" + i, BYTES);
        slow.add(writer);
      }
      Future<?> running = threads.submit(() -> drip(slow, ended));
      print("with them", others());
      print("with them", others());
      ended.set(true);
      running.get();
      for (LeanClient client : slow) {
        client.close();
      }
      print("after them", others());
    }
  }

  private void print(String name, Load.Figure figure) throws IOException {
    System.out.printf(
        "%-16s %10.0f %10.0f %10.0f%n", name, figure.rate(), figure.p99(), lake.rss());
  }

  private Object drip(List<LeanClient> slow, AtomicBoolean ended)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    while (!ended.get()) {
      for (int i = 0; i < slow.size(); i++) {
        Socket socket = slow.get(i).socket();
        if (i % 2 == 1) {
          socket.getOutputStream().write(piece);
        } else if (socket.getInputStream().read(piece) < 0) {
          throw new IOException("A slow reader was cut off");
        }
      }
      Thread.sleep(ROUND_MILLIS);
    }
    return slow;
  }
}

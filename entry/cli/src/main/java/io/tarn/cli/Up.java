package io.tarn.cli;

import io.tarn.server.Configuration;
import io.tarn.server.Lake;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code ./tarn up}: the lake in the foreground until SIGTERM or SIGINT. */
final class Up {
  private static final Map<String, String> KEYS =
      Map.of(
          "data", "server.data",
          "port", "server.port",
          "host", "server.host",
          "tls-cert", "server.tls-cert",
          "tls-key", "server.tls-key");

  private Up() {}

  static int run(Options options) {
    Map<String, String> settings = new LinkedHashMap<>();
    KEYS.forEach(
        (option, key) -> options.find(option).ifPresent(value -> settings.put(key, value)));
    Configuration configuration =
        Configuration.load(options.find("config").map(Path::of), System.getenv(), settings);
    Lake lake = Lake.open(configuration);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  lake.close();
                  stopped.countDown();
                },
                "stop"));
    System.out.println(
        "Tarn is ready at "
            + lake.url()
            + ", data in "
            + lake.dataDirectory()
            + ", root key in "
            + lake.rootCredentialsFile());
    System.out.flush();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}

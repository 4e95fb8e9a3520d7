package io.tarn.bench;

import io.tarn.bench.LeanClient.Keep;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** PUTs and GETs of 4 KiB by 64 clients, beside S3Proxy, nginx and the ledger's own commits. */
final class SmallObjects {
  private static final int CLIENTS = 64;
  private static final int BYTES = 4096;
  private static final int READ = 2_000;

  /** Below it a server still spends more on compiling its own code than on us. */
  private static final Duration WARMUP = Duration.ofSeconds(20);

  private interface Run {
    Load.Figure run(Duration time) throws Exception;
  }

  private final byte[] content = new byte[BYTES];
  private final Map<String, Run> runs = new LinkedHashMap<>();

  /**
   * @param s3 servers that speak S3
   * @param nginx one over the files of that directory
   */
  SmallObjects(List<Server> s3, List<Server> nginx, Path files) throws Exception {
    for (Server server : s3) {
      try (LeanClient client = server.connect()) {
        client.put("/small", new byte[0]);
        for (int i = 0; i < READ; i++) {
          client.put("/small/read-" + i, content);
        }
      }
      AtomicLong written = new AtomicLong();
      runs.put(
          "PUT " + server.name(),
          time ->
              Load.run(
                  server,
                  CLIENTS,
                  time,
                  (client, number) -> client.put("/small/" + written.getAndIncrement(), content)));
    }
    Path folder = Files.createDirectories(files.resolve("small"));
    for (int i = 0; i < READ; i++) {
      Files.write(folder.resolve("read-" + i), content);
    }
    List<Server> readers = new ArrayList<>(s3);
    readers.addAll(nginx);
    for (Server server : readers) {
      runs.put("GET " + server.name(), time -> Load.run(server, CLIENTS, time, this::get));
    }
  }

  private void get(LeanClient client, long number) throws IOException {
    if (client.get("/small/read-" + number % READ, Keep.NOTHING).length() != BYTES) {
      throw new IllegalStateException("A GET gave another number of bytes");
    }
  }

  void measure(Path directory, int rounds, Duration time) throws Exception {
    try (LocalLedger ledger =
        LocalLedger.open(
            Files.createDirectories(directory.resolve("beside")),
            InstantSource.system(),
            Limits.standard())) {
      ledger.migrate("bench");
      ledger.start();
      LedgerBench commits = new LedgerBench(directory);
      runs.put(
          "ledger commits",
          limit -> {
            LedgerBench.Figure figure = commits.ledger(ledger, CLIENTS, limit);
            return new Load.Figure(figure.rate(), figure.cpu(), 0);
          });
      for (Run run : runs.values()) {
        run.run(WARMUP);
      }
      Map<String, List<Load.Figure>> figures = new LinkedHashMap<>();
      for (int round = 0; round < rounds; round++) {
        for (Map.Entry<String, Run> run : runs.entrySet()) {
          Load.settle();
          figures
              .computeIfAbsent(run.getKey(), name -> new ArrayList<>())
              .add(run.getValue().run(time));
        }
      }
      System.out.printf("%-16s %10s %12s %10s%n", "4 KiB, 64", "a second", "CPU us each", "p99 us");
      figures.forEach(
          (name, each) -> {
            Load.Figure figure = Load.median(each);
            System.out.printf(
                "%-16s %10.0f %12.1f %10.0f%n", name, figure.rate(), figure.cpu(), figure.p99());
          });
    }
  }
}

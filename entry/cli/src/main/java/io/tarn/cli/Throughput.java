package io.tarn.cli;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Durable 4 KiB PUTs and GETs a second at several numbers of clients, over HTTP, signed. */
final class Throughput {
  private static final String BUCKET = "throughput";
  private static final int BYTES = 4096;
  private static final int[] CLIENTS = {1, 16, 64};
  private static final int REQUESTS = 2_000;

  private final LakeClient client;
  private final Report report;

  Throughput(LakeClient client, Report report) {
    this.client = client;
    this.report = report;
  }

  void run() {
    report.chapter("Durable 4 KiB objects");
    client.createBucket(BUCKET);
    byte[] content = new byte[BYTES];
    for (int clients : CLIENTS) {
      report.step(
          "PUT and GET "
              + REQUESTS
              + " objects with "
              + clients
              + (clients == 1 ? " client" : " clients"),
          () -> {
            double puts = rate(clients, key -> client.putObject(BUCKET, key, content));
            double gets =
                rate(
                    clients,
                    key ->
                        report.check(
                            "bytes of " + key, BYTES, client.getObject(BUCKET, key).length));
            String suffix = clients == 1 ? " client" : " clients";
            report.figure("durable 4 KiB PUT, " + clients + suffix, perSecond(puts));
            report.figure("4 KiB GET, " + clients + suffix, perSecond(gets));
          });
    }
  }

  private static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%.0f/s", rate);
  }

  private interface Request {
    void send(String key);
  }

  private static double rate(int clients, Request request) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(clients);
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        threads.execute(
            () -> {
              try {
                int number = next.getAndIncrement();
                while (number < REQUESTS) {
                  request.send(clients + "/" + number);
                  number = next.getAndIncrement();
                }
              } catch (RuntimeException e) {
                failure.set(e);
              } finally {
                ended.countDown();
              }
            });
      }
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return REQUESTS / ((System.nanoTime() - start) / 1e9);
  }
}

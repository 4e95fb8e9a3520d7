package io.tarn.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** So many clients of one server at once, each with its own connection and thread. */
final class Load {
  private Load() {}

  /**
   * @param rate requests a second
   * @param cpu microseconds of the server's a request
   * @param p99 microseconds within which 99 of 100 requests were answered
   */
  record Figure(double rate, double cpu, double p99) {}

  /** One request; the number counts all of a run. */
  @FunctionalInterface
  interface Request {
    void send(LeanClient client, long number) throws IOException;
  }

  /** Runs for that time; the first failure ends it. */
  static Figure run(Server server, int clients, Duration time, Request request) throws Exception {
    AtomicLong count = new AtomicLong();
    List<LeanClient> connections = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      connections.add(server.connect());
    }
    List<long[]> taken = new ArrayList<>();
    Duration cpu = server.cpu();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<long[]>> running = new ArrayList<>();
      for (LeanClient client : connections) {
        running.add(threads.submit(() -> loop(client, began + time.toNanos(), count, request)));
      }
      for (Future<long[]> each : running) {
        taken.add(each.get());
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Duration used = server.cpu().minus(cpu);
    for (LeanClient client : connections) {
      client.close();
    }
    long[] all = taken.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Figure(
        all.length / seconds,
        used.toNanos() / 1e3 / all.length,
        all[Math.min(all.length - 1, all.length * 99 / 100)] / 1e3);
  }

  private static long[] loop(LeanClient client, long end, AtomicLong count, Request request)
      throws IOException {
    long[] taken = new long[1024];
    int n = 0;
    for (long now = System.nanoTime(); now < end; ) {
      request.send(client, count.getAndIncrement());
      long after = System.nanoTime();
      if (n == taken.length) {
        taken = Arrays.copyOf(taken, n * 2);
      }
      taken[n++] = after - now;
      now = after;
    }
    return Arrays.copyOf(taken, n);
  }

  /** Lets the disk write what others left unsynced, which the next sync would have to wait for. */
  static void settle() throws IOException, InterruptedException {
    new ProcessBuilder("sync").inheritIO().start().waitFor();
  }

  /** The median of each number of several rounds. */
  static Figure median(List<Figure> rounds) {
    return new Figure(
        median(rounds.stream().mapToDouble(Figure::rate).toArray()),
        median(rounds.stream().mapToDouble(Figure::cpu).toArray()),
        median(rounds.stream().mapToDouble(Figure::p99).toArray()));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

package io.tarn.bench;

import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Signer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Durable PUTs and GETs of 4 KiB a second against a server in a process of its own, and the CPU
 * time which that process (not the client) spends on each; beside them, in the same rounds and on
 * the same disk, the ledger's own commits. Prints the best round of each: others on the machine
 * only ever make a round slower.
 */
public final class LakeBench implements AutoCloseable {
  private static final int[] CLIENTS = {1, 16, 64};
  private static final int BYTES = 4096;

  /** Before it, a server spends more on compiling its own code and on warming SQL than on us. */
  private static final Duration WARMUP = Duration.ofSeconds(15);

  private static final Pattern READY = Pattern.compile("Tarn is ready at (http\\S+),");

  /** Requests a second, and CPU microseconds of the server a request. */
  private record Figure(double rate, double cpu) {}

  @FunctionalInterface
  private interface Request {
    void send(long number) throws IOException, InterruptedException;
  }

  private final Process server;
  private final URI url;
  private final Signer signer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final byte[] content = new byte[BYTES];
  private final AtomicLong written = new AtomicLong();

  private LakeBench(Path data, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tarn.cli.Tarn", "up"));
    command.addAll(List.of("--data", data.toString(), "--port", "0"));
    server = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = server.inputReader();
    url = address(output);
    Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
    Map<String, String> key = new HashMap<>();
    for (String line : Files.readAllLines(data.resolve("root-credentials"))) {
      String[] pair = line.split("=", 2);
      if (pair.length == 2) {
        key.put(pair[0].strip(), pair[1].strip());
      }
    }
    signer =
        new Signer(
            Signer.Credentials.of(
                key.getOrDefault("aws_access_key_id", ""),
                key.getOrDefault("aws_secret_access_key", "")),
            "us-east-1",
            "s3");
  }

  private static URI address(BufferedReader output) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return URI.create(ready.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException("The lake ended before it was ready:\n" + said);
  }

  /** Arguments: a directory on the disk to measure, rounds, seconds a measurement. */
  public static void main(String[] arguments) throws Exception {
    Path base = Path.of(arguments.length > 0 ? arguments[0] : ".");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Duration time = Duration.ofSeconds(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3);
    List<String> flags =
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments();
    Path directory = Files.createTempDirectory(base, "lake-bench");
    try (LakeBench lake = new LakeBench(directory.resolve("lake"), flags);
        LocalLedger ledger =
            LocalLedger.open(
                directory.resolve("beside"), InstantSource.system(), Limits.standard())) {
      ledger.migrate("bench");
      ledger.start();
      lake.measure(ledger, new LedgerBench(directory), rounds, time);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void measure(LocalLedger ledger, LedgerBench commits, int rounds, Duration time)
      throws Exception {
    send("PUT", "/bench", new byte[0]);
    run(16, WARMUP, number -> put());
    run(16, WARMUP, this::get);
    System.out.printf(
        "%8s %10s %14s %10s %14s %12s%n",
        "clients", "PUT/s", "CPU us a PUT", "GET/s", "CPU us a GET", "commits/s");
    for (int clients : CLIENTS) {
      Figure put = new Figure(0, Double.MAX_VALUE);
      Figure get = put;
      double commit = 0;
      for (int round = 0; round < rounds; round++) {
        put = better(put, run(clients, time, number -> put()));
        get = better(get, run(clients, time, this::get));
        commit = Math.max(commit, commits.ledger(ledger, clients, time).rate());
      }
      System.out.printf(
          "%8d %10.0f %14.0f %10.0f %14.0f %12.0f%n",
          clients, put.rate(), put.cpu(), get.rate(), get.cpu(), commit);
    }
  }

  private static Figure better(Figure one, Figure other) {
    return new Figure(Math.max(one.rate(), other.rate()), Math.min(one.cpu(), other.cpu()));
  }

  private void put() throws IOException, InterruptedException {
    send("PUT", "/bench/" + written.getAndIncrement(), content);
  }

  private void get(long number) throws IOException, InterruptedException {
    // The newest may still be on their way; the oldest ones are there.
    byte[] read = send("GET", "/bench/" + number % (written.get() / 2), new byte[0]);
    if (read.length != BYTES) {
      throw new IllegalStateException("A GET gave " + read.length + " bytes");
    }
  }

  private byte[] send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    RequestHead head =
        signer.sign(
            new RequestHead(method, url.getAuthority(), path, "", Headers.NONE),
            body,
            Instant.now());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    for (Headers.Field header : head.headers().fields()) {
      if (!header.name().equals("host")) {
        request.header(header.name(), header.value());
      }
    }
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(method + " " + path + " was answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** Sends from so many clients at once; the first failure ends the measurement. */
  private Figure run(int clients, Duration time, Request request) throws Exception {
    AtomicLong count = new AtomicLong();
    Duration cpu = serverCpu();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() - began < time.toNanos()) {
                    request.send(count.getAndIncrement());
                  }
                  return count;
                }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Figure(count.get() / seconds, serverCpu().minus(cpu).toNanos() / 1e3 / count.get());
  }

  /** What the kernel has counted for the server's process, user and system, in steps of 10 ms. */
  private Duration serverCpu() {
    return server
        .toHandle()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("The server has ended"));
  }

  @Override
  public void close() {
    server.destroy();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}

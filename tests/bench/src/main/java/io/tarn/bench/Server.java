package io.tarn.bench;

import io.tarn.protocol.sigv4.Signer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, with what the kernel counts of it. */
final class Server implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Tarn is ready at (http\\S+),");
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final String PEER_KEY = "bench";

  private final String name;
  private final Process process;
  private final URI url;
  private final Signer.Credentials credentials;

  private Server(String name, Process process, URI url, Signer.Credentials credentials) {
    this.name = name;
    this.process = process;
    this.url = url;
    this.credentials = credentials;
  }

  /** The lake of this class path, with SQL not warmed and everything else as it comes. */
  static Server lake(Path data, List<String> flags) throws IOException {
    List<String> command = java(flags, System.getProperty("java.class.path"), "io.tarn.cli.Tarn");
    command.addAll(List.of("up", "--data", data.toString(), "--port", "0"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TARN_SQL_WARM", "false");
    Process process = builder.start();
    BufferedReader output = process.inputReader();
    URI url = address(output);
    Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
    Map<String, String> key = new HashMap<>();
    for (String line : Files.readAllLines(data.resolve("root-credentials"))) {
      String[] pair = line.split("=", 2);
      if (pair.length == 2) {
        key.put(pair[0].strip(), pair[1].strip());
      }
    }
    return new Server(
        "tarn",
        process,
        url,
        Signer.Credentials.of(
            key.getOrDefault("aws_access_key_id", ""),
            key.getOrDefault("aws_secret_access_key", "")));
  }

  /** S3Proxy over a directory, with the lake's own heap and collector. */
  static Server s3proxy(Path directory, String classPath, int port, List<String> flags)
      throws IOException, InterruptedException {
    Path files = Files.createDirectories(directory.resolve("files"));
    Path properties = directory.resolve("s3proxy.conf");
    URI url = URI.create("http://127.0.0.1:" + port);
    Files.writeString(
        properties,
        String.join(
            "\n",
            "s3proxy.endpoint=" + url,
            "s3proxy.authorization=aws-v4",
            "s3proxy.identity=" + PEER_KEY,
            "s3proxy.credential=" + PEER_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + files,
            ""));
    List<String> command = java(flags, classPath, "org.gaul.s3proxy.Main");
    command.addAll(List.of("--properties", properties.toString()));
    return started("s3proxy", command, directory, url);
  }

  /** nginx over a directory of files. */
  static Server nginx(Path directory, String executable, Path files, int port)
      throws IOException, InterruptedException {
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        user root;
        worker_processes 2;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 1024; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 100000000;
          default_type application/octet-stream;
          server { listen 127.0.0.1:%d; root %s; }
        }
        """
            .formatted(port, files));
    List<String> command =
        List.of(executable, "-p", directory.toString(), "-c", configuration.toString());
    return started("nginx", command, directory, URI.create("http://127.0.0.1:" + port));
  }

  private static Server started(String name, List<String> command, Path directory, URI url)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    long end = System.nanoTime() + START_MAX.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        return new Server(name, process, url, Signer.Credentials.of(PEER_KEY, PEER_KEY));
      } catch (IOException e) {
        Thread.sleep(100); // It does not listen yet.
      }
    }
    process.destroy();
    throw new IOException(name + " did not start: " + directory.resolve(name + ".log"));
  }

  private static List<String> java(List<String> flags, String classPath, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main));
    return command;
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

  String name() {
    return name;
  }

  LeanClient connect() throws IOException {
    return connect("s3");
  }

  /**
   * @param service as it stands in signatures
   */
  LeanClient connect(String service) throws IOException {
    return new LeanClient(url, new Signer(credentials, "us-east-1", service));
  }

  /** User and system time of the process and its children, in steps of 10 ms. */
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** MiB of the process in memory. */
  double rss() throws IOException {
    return status("VmRSS:");
  }

  /** The most MiB it ever had in memory. */
  double peakRss() throws IOException {
    return status("VmHWM:");
  }

  private double status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D+", "")) / 1024.0;
      }
    }
    throw new IOException(this.name + " has ended");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

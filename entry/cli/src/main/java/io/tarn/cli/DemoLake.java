package io.tarn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A lake in a process of its own, started as {@code ./tarn up} starts it, on a free port. */
final class DemoLake implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Tarn is ready at (http\\S+),");
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path data;
  private final String url;
  private final Duration wallToReady;
  private final Duration cpuToReady;

  private DemoLake(
      Process process, Path data, String url, Duration wallToReady, Duration cpuToReady) {
    this.process = process;
    this.data = data;
    this.url = url;
    this.wallToReady = wallToReady;
    this.cpuToReady = cpuToReady;
  }

  /**
   * @param extra flags for the lake's JVM, behind this JVM's own
   */
  static DemoLake start(Path data, List<String> extra, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.removeIf(argument -> argument.startsWith("-XX:AOT") && !extra.isEmpty());
    command.addAll(extra);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Tarn.class.getName(), "up"));
    command.addAll(List.of("--data", data.toString(), "--port", "0"));
    command.addAll(arguments);
    long start = System.nanoTime();
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      Process process = builder.start();
      process.getOutputStream().close();
      BufferedReader output = process.inputReader();
      String line = output.readLine();
      while (line != null) {
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          Duration wall = Duration.ofNanos(System.nanoTime() - start);
          Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
          Thread.ofVirtual().start(() -> pass(output));
          return new DemoLake(process, data, ready.group(1), wall, cpu);
        }
        line = output.readLine();
      }
      throw new IllegalStateException(
          "the lake ended before it was ready; its reason stands above");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start the lake's process", e);
    }
  }

  /** What the lake goes on to say, for as long as it is there. */
  private static void pass(BufferedReader output) {
    try {
      output.lines().forEach(System.err::println);
    } catch (UncheckedIOException e) {
      // Who ends a process closes its output as well.
    }
  }

  String url() {
    return url;
  }

  Path data() {
    return data;
  }

  RootKey rootKey() {
    return RootKey.read(RootKey.fileIn(data));
  }

  Duration wallToReady() {
    return wallToReady;
  }

  Duration cpuToReady() {
    return cpuToReady;
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Resident memory in MiB, where the machine tells it. */
  Optional<Long> residentMebibytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void waitForEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}

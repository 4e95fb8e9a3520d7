package io.tarn.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./tarn} in a process of its own, run to its end. */
final class CommandLine {
  private static final long PATIENCE_SECONDS = 300;

  private CommandLine() {}

  /** What a command ended with and printed. */
  record Ended(int code, String output) {}

  static Ended run(Object... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.tarn.cli.Tarn"));
    for (Object word : words) {
      command.add(word.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = String.join("\n", process.inputReader().lines().toList());
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end; it printed " + output);
    }
    return new Ended(process.exitValue(), output);
  }
}

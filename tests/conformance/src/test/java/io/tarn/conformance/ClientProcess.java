package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A client program in a process of its own: Python with boto3, or the AWS CLI. */
final class ClientProcess {
  private static final long PATIENCE_SECONDS = 300;

  private ClientProcess() {}

  /** The Python that has boto3; the test is skipped by name where there is none. */
  static String python() {
    return python("boto3");
  }

  /** The Python that has a package; the test is skipped by name where there is none. */
  static String python(String packageName) {
    String python = Optional.ofNullable(System.getenv("TARN_PYTHON")).orElse("python3");
    assumeTrue(
        works(python, "-c", "import " + packageName),
        "no Python with " + packageName + " on this machine");
    return python;
  }

  /** The AWS CLI; the test is skipped by name where there is none. */
  static String awsCli() {
    String aws = Optional.ofNullable(System.getenv("TARN_AWS_CLI")).orElse("aws");
    assumeTrue(works(aws, "--version"), "no AWS CLI on this machine");
    return aws;
  }

  /** For example {@code python3.11}: the Lambda runtime that the given Python is. */
  static String runtimeOf(String python) throws IOException, InterruptedException {
    return run(
            Map.of(),
            python,
            "-c",
            "import sys; print(f'python{sys.version_info.major}.{sys.version_info.minor}')")
        .strip();
  }

  /** The top of the work tree. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("tarn"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("The work tree was not found");
      }
    }
    return folder;
  }

  /** Runs a command to its end and returns what it printed; fails the test when it does. */
  static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String output = String.join("\n", lines);
    assertThat(ended).as("%s ends; it printed %s", List.of(command), output).isTrue();
    assertThat(process.exitValue()).as("%s printed %s", List.of(command), output).isZero();
    return output;
  }

  private static boolean works(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      process.inputReader().lines().forEach(line -> {});
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

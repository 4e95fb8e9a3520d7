package io.tarn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./tarn doctor}: what is installed here, and what that enables; with {@code --data} whether
 * a lake is whole. Changes nothing.
 */
final class Doctor {
  private static final long ANSWER_SECONDS = 10;

  private Doctor() {}

  static int run(Options options) {
    if (!options.words().isEmpty()) {
      throw new UsageException("doctor takes no words, but was given " + options.words());
    }
    if (options.find("data").isPresent()) {
      return Backups.check(Path.of(options.find("data").get()), options.has("deep"));
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(true, "JDK " + Runtime.version(), "runs the lake"));
    lines.add(
        line(
            isLinux(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            isLinux()
                ? "every engine is native here"
                : "Linux is what is tested; others may work"));
    lines.add(tool("Python", List.of("python3", "--version"), "Lambda functions in Python run"));
    lines.add(
        tool(
            "boto3",
            List.of("python3", "-c", "import boto3; print('boto3', boto3.__version__)"),
            "functions and examples may use boto3"));
    lines.add(tool("AWS CLI", List.of("aws", "--version"), "the shell examples run"));
    lines.add(
        tool(
            "setpriv",
            List.of("setpriv", "--version"),
            "child processes die with the lake, even by kill -9"));
    lines.add(
        tool(
            "setsid",
            List.of("setsid", "--version"),
            "child processes are stopped as whole families"));
    lines.add(tool("strace", List.of("strace", "--version"), "the fault tests of the ledger run"));
    lines.add(
        tool(
            "Terraform",
            List.of("terraform", "version"),
            "infrastructure can be described as code"));
    lines.add(aotCache());
    lines.forEach(System.out::println);
    return 0;
  }

  private static String aotCache() {
    Path cache =
        Path.of(Optional.ofNullable(System.getenv("TARN_HOME")).orElse("."))
            .resolve("entry/cli/target/tarn.aot");
    boolean there = Files.exists(cache);
    return line(
        there,
        "AOT cache",
        there
            ? "the lake starts faster"
            : "made by the first ./tarn demo; starts are slower without");
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
  }

  private static String tool(String name, List<String> command, String enables) {
    Optional<String> answer = firstLine(command);
    return line(
        answer.isPresent(),
        answer.orElse(name + " not found"),
        answer.isPresent() ? enables : "without it: not " + enables);
  }

  private static String line(boolean good, String what, String enables) {
    return String.format(Locale.ROOT, "%-4s %-44s %s", good ? "yes" : "no", what, enables);
  }

  private static Optional<String> firstLine(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Map<String, String> environment = builder.environment();
      environment.put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      List<String> lines = process.inputReader().lines().toList();
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return lines.stream().map(String::strip).filter(text -> !text.isEmpty()).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

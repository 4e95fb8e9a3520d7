package io.tarn.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Which Python runtime this machine can run functions with: its python3, when that has boto3. */
final class PythonRuntime {
  private PythonRuntime() {}

  /** For example {@code python3.11}. */
  static Optional<String> find() {
    String python = Optional.ofNullable(System.getenv("TARN_FUNCTIONS_PYTHON")).orElse("python3");
    try {
      Process process =
          new ProcessBuilder(
                  python,
                  "-c",
                  "import sys, boto3; print(f'python{sys.version_info.major}.{sys.version_info.minor}')")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      Optional<String> answer = process.inputReader().lines().findFirst();
      boolean ended = process.waitFor(20, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? answer : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

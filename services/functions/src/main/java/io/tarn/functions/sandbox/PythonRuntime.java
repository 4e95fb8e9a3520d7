package io.tarn.functions.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * A Python found on this machine.
 *
 * @param name AWS's name of the runtime, e.g. {@code python3.12}
 * @param version in full, e.g. {@code 3.12.1}
 * @param path where it looks for modules
 * @param hasBoto3 whether functions can import boto3, as they can on AWS
 */
public record PythonRuntime(
    String name, Path executable, String version, List<String> path, boolean hasBoto3) {
  public PythonRuntime {
    path = List.copyOf(path);
  }
}

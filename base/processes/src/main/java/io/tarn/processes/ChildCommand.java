package io.tarn.processes;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param arguments the program and its arguments; no shell reads them
 * @param environment the whole environment of the child: nothing of the lake's own is inherited
 * @param directory the working directory; one made by {@link Children#makeDirectory} is removed
 *     when the family has ended
 */
public record ChildCommand(
    List<String> arguments, Map<String, String> environment, Path directory, ChildLimits limits) {
  public ChildCommand {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    requireNonNull(directory, "directory is null");
    requireNonNull(limits, "limits is null");
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("A command needs a program");
    }
  }
}

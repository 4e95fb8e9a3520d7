package io.tarn.functions.sandbox;

import io.tarn.processes.Children;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Python that this module's tests run functions with: looked for once. */
public final class TestingPython {
  private static final Optional<PythonRuntime> FOUND = look();

  private TestingPython() {}

  private static Optional<PythonRuntime> look() {
    try (Children children = new Children(Path.of("unused"), "look-for-python", "run1")) {
      return new Pythons(PythonSettings.of(System.getenv()), children).list().stream().findFirst();
    }
  }

  /** Empty where there is none: tests are then skipped by name. */
  public static Optional<PythonRuntime> find() {
    return FOUND;
  }

  /** Only that one, found without a search. */
  public static PythonSettings settings() {
    return new PythonSettings(
        FOUND.map(PythonRuntime::executable),
        List.of(),
        false,
        new PythonSettings.Search(List.of(), Optional.empty()));
  }
}

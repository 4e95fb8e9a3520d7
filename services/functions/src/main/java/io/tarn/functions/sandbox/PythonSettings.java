package io.tarn.functions.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which Pythons may run functions.
 *
 * @param executable looked at before all others ({@code TARN_FUNCTIONS_PYTHON})
 * @param libraries folders with modules that every function can import behind its own, e.g. a
 *     virtual environment's {@code site-packages} that holds boto3
 * @param fallback whether another Python 3 may take the place of one that is missing; off, because
 *     a function would then silently run on a version it was not written for
 * @param search where else to look: {@code PATH} and the home directory of pyenv's versions
 */
public record PythonSettings(
    Optional<Path> executable, List<Path> libraries, boolean fallback, Search search) {
  public PythonSettings {
    libraries = List.copyOf(libraries);
  }

  /** Folders of programs, and where pyenv keeps its versions. */
  public record Search(List<Path> folders, Optional<Path> pyenvVersions) {
    public Search {
      folders = List.copyOf(folders);
    }

    /** As a process with this environment would search. */
    public static Search of(Map<String, String> environment) {
      List<Path> folders =
          java.util.Arrays.stream(environment.getOrDefault("PATH", "/usr/bin:/bin").split(":"))
              .filter(folder -> !folder.isEmpty())
              .map(Path::of)
              .toList();
      Optional<Path> pyenv =
          Optional.ofNullable(environment.get("PYENV_ROOT"))
              .map(Path::of)
              .or(
                  () ->
                      Optional.ofNullable(environment.get("HOME"))
                          .map(home -> Path.of(home, ".pyenv")))
              .map(root -> root.resolve("versions"));
      return new Search(folders, pyenv);
    }
  }

  public static PythonSettings of(Map<String, String> environment) {
    return new PythonSettings(
        Optional.ofNullable(environment.get("TARN_FUNCTIONS_PYTHON"))
            .filter(text -> !text.isEmpty())
            .map(Path::of),
        List.of(),
        false,
        Search.of(environment));
  }
}

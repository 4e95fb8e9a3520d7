package io.tarn.functions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPythons {
  @TempDir Path directory;
  private Children children = new Children(Path.of("unused"), "x", "x");

  @BeforeEach
  void open() {
    children = new Children(directory.resolve("scratch"), "pythons", "run1");
  }

  @AfterEach
  void close() {
    children.close();
  }

  private Path program(String name, String script) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private Path python(String name, int minor, boolean boto3) throws IOException {
    return program(
        name,
        """
        echo '{"version": [3, %d, 1], "executable": "%s", "path": ["/lib"], "boto3": %s}'\
        """
            .formatted(minor, directory.resolve(name), boto3));
  }

  private Pythons pythons(Optional<Path> executable, boolean fallback) {
    return new Pythons(
        new PythonSettings(
            executable,
            List.of(Path.of("/libraries")),
            fallback,
            new PythonSettings.Search(List.of(directory), Optional.empty())),
        children);
  }

  @Test
  void takesExactlyTheVersionAskedFor() throws Exception {
    python("python3", 11, false);
    python("python3.13", 13, false);
    Pythons pythons = pythons(Optional.empty(), false);
    assertThat(pythons.find("python3.13").orElseThrow().executable())
        .isEqualTo(directory.resolve("python3.13"));
    assertThat(pythons.find("python3.11").orElseThrow().version()).isEqualTo("3.11.1");
    assertThat(pythons.find("python3.11").orElseThrow().path())
        .containsExactly("/lib", "/libraries");
    assertThat(pythons.find("python3.12")).isEmpty();
    assertThat(pythons.find("nodejs22.x")).isEmpty();
  }

  @Test
  void doesNotBelieveAName() throws Exception {
    program("python3.12", "echo 'python3.12: command not found' >&2; exit 127");
    python("python3.13", 11, false);
    Pythons pythons = pythons(Optional.empty(), false);
    assertThat(pythons.find("python3.12")).isEmpty();
    assertThat(pythons.find("python3.13")).isEmpty();
  }

  @Test
  void takesAnotherVersionOnlyWhenItIsAllowed() throws Exception {
    python("python3", 11, false);
    assertThat(pythons(Optional.empty(), true).find("python3.12").orElseThrow().name())
        .isEqualTo("python3.11");
  }

  @Test
  void looksAtTheChosenProgramFirst() throws Exception {
    python("python3.12", 12, false);
    Path chosen = python("mine", 12, true);
    assertThat(pythons(Optional.of(chosen), false).find("python3.12").orElseThrow().executable())
        .isEqualTo(chosen);
  }

  @Test
  void prefersAnEqualVersionWithBoto3() throws Exception {
    python("python3.12", 12, false);
    python("python3", 12, true);
    assertThat(pythons(Optional.empty(), false).find("python3.12").orElseThrow().executable())
        .isEqualTo(directory.resolve("python3"));
  }

  @Test
  void listsThoseWithBoto3First() throws Exception {
    python("python3.12", 12, false);
    python("python3.10", 10, true);
    python("python3.13", 13, false);
    python("python3", 7, true);
    assertThat(pythons(Optional.empty(), false).list())
        .extracting(PythonRuntime::name)
        .containsExactly("python3.10", "python3.13", "python3.12");
  }

  @Test
  void readsItsSettingsFromTheEnvironment() {
    PythonSettings settings =
        PythonSettings.of(
            Map.of("TARN_FUNCTIONS_PYTHON", "/opt/py/bin/python", "PATH", "/a:/b", "HOME", "/h"));
    assertThat(settings.executable()).contains(Path.of("/opt/py/bin/python"));
    assertThat(settings.fallback()).isFalse();
    assertThat(settings.search().folders()).containsExactly(Path.of("/a"), Path.of("/b"));
    assertThat(settings.search().pyenvVersions()).contains(Path.of("/h/.pyenv/versions"));
  }
}

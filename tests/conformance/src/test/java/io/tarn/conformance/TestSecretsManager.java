package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets Manager by boto3, on both sides of a kill -9. */
class TestSecretsManager {
  @TempDir Path directory;

  @Test
  void keepsSecretsForWhoMayReadThem() throws Exception {
    Path script = directory.resolve("kept_secrets.py");
    try (InputStream source =
        Objects.requireNonNull(
            TestSecretsManager.class.getResourceAsStream("clients/kept_secrets.py"))) {
      Files.copy(source, script);
    }
    String python = ClientProcess.python();
    Path data = directory.resolve("lake");
    try (LakeProcess lake = LakeProcess.start(data)) {
      assertThat(ClientProcess.run(lake.environment(), python, script.toString()))
          .endsWith("secrets: all right");
      lake.kill();
    }
    try (LakeProcess lake = LakeProcess.start(data)) {
      assertThat(ClientProcess.run(lake.environment(), python, script.toString(), "after"))
          .endsWith("secrets: all right");
    }
  }
}

package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example pipeline in the three forms in which users would write it, each unchanged, on one
 * lake.
 */
class TestFirstPipeline {
  private static final Path EXAMPLES = ClientProcess.root().resolve("examples/first-pipeline");

  @TempDir static Path data;

  private static LakeProcess lake;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  @Test
  void runsWithBoto3() throws Exception {
    String output =
        ClientProcess.run(
            lake.environment(),
            ClientProcess.python(),
            EXAMPLES.resolve("first_pipeline.py").toString(),
            "boto");
    assertThat(output).endsWith("first pipeline: all right");
  }

  @Test
  void runsWithTheAwsCli() throws Exception {
    Map<String, String> environment = new HashMap<>(lake.environment());
    environment.put("TARN_AWS_CLI", ClientProcess.awsCli());
    environment.put("TARN_PYTHON", ClientProcess.python());
    String output =
        ClientProcess.run(
            environment, "bash", EXAMPLES.resolve("first-pipeline.sh").toString(), "cli");
    assertThat(output).endsWith("first pipeline: all right");
  }

  @Test
  void runsWithTheJavaSdk() throws Exception {
    String python = ClientProcess.python();
    String output =
        ClientProcess.run(
            lake.environment(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "FirstPipeline",
            EXAMPLES.toString(),
            ClientProcess.runtimeOf(python),
            "java");
    assertThat(output).contains("first pipeline: all right");
  }
}

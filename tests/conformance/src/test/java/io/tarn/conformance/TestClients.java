package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3, pyarrow and the AWS CLI as people use them; each script compares every byte itself. */
class TestClients {
  @TempDir static Path directory;

  private static LakeProcess lake;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(directory.resolve("lake"));
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static String script(String name) throws Exception {
    Path file = directory.resolve(name);
    try (InputStream source =
        Objects.requireNonNull(TestClients.class.getResourceAsStream("clients/" + name))) {
      Files.copy(source, file);
    }
    return file.toString();
  }

  private static String python(String name) throws Exception {
    return ClientProcess.run(lake.environment(), ClientProcess.python(), script(name));
  }

  @Test
  void transfersWithBoto3() throws Exception {
    assertThat(python("transfers.py")).endsWith("transfers: all right");
  }

  @Test
  void encryptsWithBoto3() throws Exception {
    assertThat(python("encryption.py")).endsWith("encryption: all right");
  }

  @Test
  void crawlsWithBoto3() throws Exception {
    assertThat(python("crawls.py")).endsWith("crawls: all right");
  }

  @Test
  void readsArrowWithPyarrow() throws Exception {
    assertThat(
            ClientProcess.run(
                lake.environment(), ClientProcess.python("pyarrow"), script("arrow.py")))
        .endsWith("arrow: all right");
  }

  @Test
  void answersWhatGrafanaAsks() throws Exception {
    assertThat(python("grafana.py")).endsWith("grafana: all right");
  }

  @Test
  void answersDocumentedProjectsRowForRow() throws Exception {
    assertThat(
            ClientProcess.run(
                lake.environment(), ClientProcess.python("pyarrow"), script("project_rows.py")))
        .endsWith("rows: all right");
  }

  @Test
  void readsDeltaTablesOfThePackageDeltalake() throws Exception {
    assertThat(
            ClientProcess.run(
                lake.environment(), ClientProcess.python("deltalake"), script("delta.py")))
        .contains("delta: all right");
  }

  @Test
  void syncsWithTheAwsCli() throws Exception {
    Map<String, String> environment = new HashMap<>(lake.environment());
    environment.put("TARN_AWS_CLI", ClientProcess.awsCli());
    environment.put("LC_ALL", "C.UTF-8");
    String output =
        ClientProcess.run(
            environment, "bash", script("sync.sh"), directory.resolve("sync").toString());
    assertThat(output).endsWith("sync: all right");
  }
}

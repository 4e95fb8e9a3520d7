package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Operation;
import io.tarn.server.Configuration;
import io.tarn.server.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables in the documents are what the running code says; {@code UPDATE=1} in the environment
 * rewrites them.
 */
class TestOperationTables {
  @TempDir Path data;

  @Test
  void readmeListsWhatTheLakeHas() throws IOException {
    try (Lake lake = open()) {
      compare(
          ClientProcess.root().resolve("README.md"),
          "<!-- operations -->\n",
          "<!-- /operations -->",
          table(lake.operations()));
    }
  }

  @Test
  void configurationReferenceListsEverySetting() throws IOException {
    compare(
        ClientProcess.root().resolve("docs/CONFIGURATION.md"),
        "<!-- settings -->\n",
        "<!-- /settings -->",
        Configuration.referenceTable());
  }

  @Test
  void everyOperationHasAnAccessRule() {
    try (Lake lake = open()) {
      assertThat(lake.operations())
          .isNotEmpty()
          .allSatisfy(operation -> assertThat(operation.access()).isNotNull());
    }
  }

  private Lake open() {
    return Lake.open(
        Configuration.load(
            Optional.empty(),
            Map.of(),
            Map.of("server.data", data.toString(), "server.port", "0", "sql.warm", "false")));
  }

  private static String table(List<Operation<?, ?>> operations) {
    Map<String, List<String>> byService =
        operations.stream()
            .collect(
                Collectors.groupingBy(
                    operation -> operation.model().service(),
                    TreeMap::new,
                    Collectors.mapping(
                        operation -> operation.model().name(), Collectors.toList())));
    StringBuilder table = new StringBuilder("| service | operations |\n|---|---|\n");
    byService.forEach(
        (service, names) ->
            table
                .append("| ")
                .append(service)
                .append(" (")
                .append(names.size())
                .append(") | ")
                .append(String.join(", ", names))
                .append(" |\n"));
    return table.toString();
  }

  private static void compare(Path file, String begin, String end, String expected)
      throws IOException {
    String text = Files.readString(file);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    if (System.getenv("UPDATE") != null) {
      Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
    } else {
      assertThat(text.substring(from, to)).isEqualTo(expected);
    }
  }
}

package io.tarn.oracle;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What TPC-H's queries cost a whole Trino server in time and CPU, over the Parquet files that
 * {@code io.tarn.bench.SqlBench} left: {@code TrinoCost <folder of the files> <folder of the
 * queries> [rounds to warm] [rounds]}. Needs the profile {@code trino-hive}.
 */
final class TrinoCost {
  private TrinoCost() {}

  public static void main(String[] arguments) throws IOException {
    Path files = Path.of(arguments[0]);
    List<String> queries = queries(Path.of(arguments[1]));
    int warm = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
    Path own = Files.createTempDirectory(files, "trino");
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (TrinoServer trino = new TrinoServer().withFiles(files, own)) {
      for (int round = 1; round <= warm + rounds; round++) {
        long began = System.nanoTime();
        long before = process.getProcessCpuTime();
        for (String query : queries) {
          String answer = trino.answer("tpch", query, new Answer(query));
          if (answer.startsWith("!!")) {
            throw new IllegalStateException(answer);
          }
        }
        // A whole line: Trino's server has put a log in the place of standard output.
        System.out.println(
            "round %d%s: %.1f s, CPU %.1f s"
                .formatted(
                    round,
                    round > warm ? "" : " (warming)",
                    (System.nanoTime() - began) / 1e9,
                    (process.getProcessCpuTime() - before) / 1e9));
      }
    }
  }

  private static List<String> queries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.sorted().toList();
      String[] texts = new String[sorted.size()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = Files.readString(sorted.get(i));
      }
      return List.of(texts);
    }
  }
}

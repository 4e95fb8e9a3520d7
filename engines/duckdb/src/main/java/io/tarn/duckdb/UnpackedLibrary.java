package io.tarn.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of 70 MB that DuckDB's driver unpacks among the temporary ones and removes when the
 * process ends well. A process that is killed would leave it there, one more at each start; so it
 * goes once it is loaded, which Linux allows. Elsewhere it stays until the end.
 */
final class UnpackedLibrary {
  private static final Logger log = LoggerFactory.getLogger(UnpackedLibrary.class);
  private static final Path MAPPED = Path.of("/proc/self/maps");
  private static final String NAME = "libduckdb_java";

  private UnpackedLibrary() {}

  /** Removes what this process itself has mapped, and nothing else. */
  static void remove() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      if (Files.isReadable(MAPPED)) {
        for (Path file : mapped()) {
          if (temporary.equals(file.getParent())) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      log.debug("DuckDB's unpacked library stays until the end", e);
    }
  }

  private static List<Path> mapped() throws IOException {
    try (var lines = Files.lines(MAPPED)) {
      return lines
          .filter(line -> line.contains("/" + NAME))
          .map(line -> Path.of(line.substring(line.indexOf('/')).strip()))
          .distinct()
          .toList();
    }
  }
}

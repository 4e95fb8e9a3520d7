package io.tarn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The JDK's ahead-of-time cache of loaded classes and profiles (JEP 483, JEP 514). Recorded once by
 * a short run of the lake; a missing, empty or foreign cache only makes starts slower.
 */
final class AotCache {
  private AotCache() {}

  static Path file() {
    return Path.of(Optional.ofNullable(System.getenv("TARN_HOME")).orElse("."))
        .resolve("entry/cli/target/tarn.aot");
  }

  /**
   * Whether there is a cache of this very build; one of an older build would be ignored by the JVM.
   */
  static boolean exists() {
    Path jar = file().resolveSibling("tarn-cli-0.1.0.jar");
    try {
      return Files.exists(file())
          && Files.size(file()) > 0
          && (!Files.exists(jar)
              || Files.getLastModifiedTime(file()).compareTo(Files.getLastModifiedTime(jar)) > 0);
    } catch (IOException e) {
      return false;
    }
  }

  /** Flags that use the cache when there is one. */
  static List<String> flags() {
    return exists()
        ? List.of("-XX:AOTCache=" + file(), "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of("-XX:AOTMode=auto");
  }

  /** Runs a lake through its first calls, and lets the JVM write the cache when it ends. */
  static void record(Path scratch) {
    try {
      Files.createDirectories(file().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder of " + file(), e);
    }
    try (DemoLake lake =
            DemoLake.start(
                scratch.resolve("record"),
                List.of("-XX:AOTCacheOutput=" + file(), "-Xlog:aot=off", "-Xlog:cds=off"),
                List.of());
        LakeClient client = new LakeClient(URI.create(lake.url()), "us-east-1", lake.rootKey())) {
      client.createBucket("recorded");
      client.putObject("recorded", "key", new byte[] {1});
      client.getObject("recorded", "key");
      new Athena(client, "s3://recorded/results/").run(Optional.empty(), "SELECT 1 AS one");
    }
  }
}

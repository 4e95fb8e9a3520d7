package io.tarn.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small shell that waits for the end of this JVM, however it ends, and then kills every process
 * that carries the run's token. It learns of the end by its standard input, whose other end only
 * this JVM holds. {@code pdeathsig} alone reaches direct children only.
 */
final class Guard {
  private static final Logger log = LoggerFactory.getLogger(Guard.class);

  /**
   * Rounds are bounded so that a process that cannot be killed does not keep the guard for ever.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      while read -r line; do :; done
      round=0
      while [ $round -lt 50 ]; do
        found=$(grep -lsF -- "$1" /proc/[0-9]*/environ)
        [ -z "$found" ] && exit 0
        for file in $found; do
          pid=${file#/proc/}
          kill -9 "${pid%/environ}" 2>/dev/null
        done
        round=$((round + 1))
      done
      """;

  private final Process process;

  /** Must run on the thread that lives as long as the JVM, like every start here. */
  Guard(Launcher launcher, String token) throws IOException {
    List<String> words = new ArrayList<>(launcher.ownSession());
    words.addAll(List.of("/bin/sh", "-c", SCRIPT, "tarn-guard", token));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    process = builder.start();
  }

  void release() {
    try (OutputStream input = process.getOutputStream()) {
      input.flush();
    } catch (IOException e) {
      log.debug("The guard has gone before: {}", e.getMessage());
    }
  }
}

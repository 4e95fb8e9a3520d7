package io.tarn.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The words in front of a command: a session of its own, death with the parent, limits. What the
 * machine does not have is left out; the guard and the token still find the family.
 */
final class Launcher {
  private static final Logger log = LoggerFactory.getLogger(Launcher.class);
  private static final int PROBE_SECONDS = 10;

  private final List<String> session;

  Launcher() {
    List<String> words = new ArrayList<>();
    if (works("setsid", "true")) {
      words.add("setsid");
    }
    if (works("setpriv", "--pdeathsig", "KILL", "true")) {
      words.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
    }
    session = List.copyOf(words);
  }

  /** {@code setsid}, when there is one: for the guard, which must outlive its parent. */
  List<String> ownSession() {
    return session.contains("setsid") ? List.of("setsid") : List.of();
  }

  /** Says at once that a program is missing: setsid would report it only on the child's stderr. */
  List<String> command(ChildCommand command) throws IOException {
    String program = command.arguments().getFirst();
    boolean there =
        program.contains("/")
            ? Files.isExecutable(command.directory().resolve(program))
            : find(program).isPresent();
    if (!there) {
      throw new IOException("Cannot start " + program + ": there is no such program");
    }
    List<String> words = new ArrayList<>(session);
    String limits = shellLimits(command.limits());
    if (!limits.isEmpty()) {
      words.addAll(List.of("/bin/sh", "-c", limits + "exec \"$@\"", "sh"));
    }
    words.addAll(command.arguments());
    return words;
  }

  /**
   * {@code ulimit} of POSIX sh counts 512-byte blocks for files and kilobytes for memory. A limit
   * that the shell does not know is an error: the command is then not started.
   */
  private static String shellLimits(ChildLimits limits) {
    StringBuilder script = new StringBuilder();
    if (limits.dataBytes() > 0) {
      script.append(String.format(Locale.ROOT, "ulimit -d %d && ", limits.dataBytes() >> 10));
    }
    if (limits.fileBytes() > 0) {
      script.append(String.format(Locale.ROOT, "ulimit -f %d && ", limits.fileBytes() >> 9));
    }
    if (limits.openFiles() > 0) {
      script.append(String.format(Locale.ROOT, "ulimit -n %d && ", limits.openFiles()));
    }
    return script.isEmpty() ? "" : "ulimit -c 0; " + script;
  }

  private static boolean works(String... command) {
    if (find(command[0]).isEmpty()) {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      log.info("{} does not work here: {}", command[0], e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static Optional<Path> find(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String folder : path.split(":")) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}

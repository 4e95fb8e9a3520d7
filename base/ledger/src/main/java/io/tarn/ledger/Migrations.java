package io.tarn.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room's numbered scripts, each room with a history of its own.
 *
 * <p>Flyway takes tens of milliseconds a room to find that nothing is to be done. So a digest of
 * the scripts is kept, and Flyway asked only when it differs.
 */
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  static void apply(DataSource source, Dialect dialect, String room) {
    if (!room.matches("[a-z]+")) {
      throw new IllegalArgumentException("A room's name is lower-case letters: " + room);
    }
    String scripts = digest(room);
    if (isCurrent(source, room, scripts)) {
      return;
    }
    migrate(source, dialect, room);
    remember(source, room, scripts);
  }

  private static void migrate(DataSource source, Dialect dialect, String room) {
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .loggers("slf4j")
            .dataSource(source)
            .locations("classpath:db/" + room)
            .failOnMissingLocations(true)
            .table(room + "_history")
            .placeholders(dialect.placeholders())
            // The rooms share one schema, so it is never empty but for the first.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    for (MigrationInfo info : flyway.info().applied()) {
      MigrationState state = info.getState();
      if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
        throw new LedgerException(
            "The data was written by a newer Tarn: room "
                + room
                + " stands at version "
                + newest(flyway)
                + ", which this binary does not know; start the newer one");
      }
    }
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      throw new LedgerException(
          "The tables of room " + room + " could not be migrated: " + e.getMessage(), e);
    }
  }

  private static String newest(Flyway flyway) {
    return Arrays.stream(flyway.info().applied())
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder())
        .map(Object::toString)
        .orElse("unknown");
  }

  private static boolean isCurrent(DataSource source, String room, String scripts) {
    try (Connection connection = source.getConnection();
        PreparedStatement query =
            connection.prepareStatement("SELECT scripts FROM ledger_room WHERE room = ?")) {
      query.setString(1, room);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() && rows.getString(1).equals(scripts);
      }
    } catch (SQLException e) {
      LOG.debug("A new ledger has no table of rooms yet: {}", e.getMessage());
      return false;
    }
  }

  private static void remember(DataSource source, String room, String scripts) {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO ledger_room (room, scripts) VALUES (?, ?)"
                    + " ON CONFLICT (room) DO UPDATE SET scripts = excluded.scripts")) {
      insert.setString(1, room);
      insert.setString(2, scripts);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new LedgerException(
          "The migration of room " + room + " could not be noted: " + e.getMessage(), e);
    }
  }

  /** One digest over the names and texts of a room's scripts. */
  private static String digest(String room) {
    try {
      SortedMap<String, byte[]> scripts = new TreeMap<>();
      List<URL> folders =
          Collections.list(Migrations.class.getClassLoader().getResources("db/" + room));
      for (URL folder : folders) {
        scripts.putAll(scripts(folder.toURI()));
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      scripts.forEach(
          (name, text) -> {
            digest.update((name + "\n" + text.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(text);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | URISyntaxException | NoSuchAlgorithmException e) {
      throw new LedgerException("The scripts of room " + room + " could not be read", e);
    }
  }

  private static Map<String, byte[]> scripts(URI folder) throws IOException {
    if (!folder.getScheme().equals("jar")) {
      return read(Path.of(folder));
    }
    String[] parts = folder.toString().split("!", 2);
    // Opened by its path, not by its URI: that makes a view of our own, which may be closed.
    try (FileSystem jar =
        FileSystems.newFileSystem(Path.of(URI.create(parts[0].substring("jar:".length()))))) {
      return read(jar.getPath(parts[1]));
    }
  }

  private static Map<String, byte[]> read(Path folder) throws IOException {
    Map<String, byte[]> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        scripts.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return scripts;
  }
}

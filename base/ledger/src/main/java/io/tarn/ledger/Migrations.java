package io.tarn.ledger;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** A room's numbered scripts, each room with a history of its own. */
final class Migrations {
  private Migrations() {}

  static void apply(DataSource source, Dialect dialect, String room) {
    if (!room.matches("[a-z]+")) {
      throw new IllegalArgumentException("A room's name is lower-case letters: " + room);
    }
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
        .max(java.util.Comparator.naturalOrder())
        .map(Object::toString)
        .orElse("unknown");
  }
}

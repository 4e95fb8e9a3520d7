package io.tarn.events;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** The tables of event buses and of the generations of their rules. */
final class Buses {
  private Buses() {}

  static Optional<BusRow> find(Tx tx, BusName name) {
    return tx.handle()
        .createQuery("SELECT * FROM events_bus WHERE region = :region AND name = :name")
        .bind("region", name.region())
        .bind("name", name.name())
        .map(Buses::row)
        .findOne();
  }

  static boolean exists(Tx tx, BusName name) {
    return name.isDefault() || find(tx, name).isPresent();
  }

  static void require(Tx tx, BusName name) {
    if (!exists(tx, name)) {
      throw name.missing();
    }
  }

  static List<BusRow> list(Tx tx, String region) {
    return tx.handle()
        .createQuery("SELECT * FROM events_bus WHERE region = :region ORDER BY name")
        .bind("region", region)
        .map(Buses::row)
        .list();
  }

  static void insert(Tx tx, BusRow bus) {
    tx.handle()
        .createUpdate(
            "INSERT INTO events_bus (region, name, description, created, tags)"
                + " VALUES (:region, :name, :description, :created, :tags)")
        .bind("region", bus.name().region())
        .bind("name", bus.name().name())
        .bind("description", bus.description())
        .bind("created", bus.created().toEpochMilli())
        .bind("tags", Tags.write(bus.tags()))
        .execute();
  }

  static void updateTags(Tx tx, BusRow bus) {
    tx.handle()
        .createUpdate("UPDATE events_bus SET tags = :tags WHERE region = :region AND name = :name")
        .bind("region", bus.name().region())
        .bind("name", bus.name().name())
        .bind("tags", Tags.write(bus.tags()))
        .execute();
  }

  static void delete(Tx tx, BusName name) {
    tx.handle()
        .createUpdate("DELETE FROM events_bus WHERE region = :region AND name = :name")
        .bind("region", name.region())
        .bind("name", name.name())
        .execute();
  }

  /** 0 for a bus that never had a rule. */
  static long generation(Tx tx, BusName bus) throws SQLException {
    return Sql.one(
            tx,
            "SELECT generation FROM events_generation WHERE region = ? AND bus = ?",
            row -> row.getLong(1),
            bus.region(),
            bus.name())
        .orElse(0L);
  }

  /** Makes what was compiled of this bus's rules old. */
  static void changed(Tx tx, BusName bus) {
    tx.handle()
        .createUpdate(
            "INSERT INTO events_generation (region, bus, generation) VALUES (:region, :bus, 1)"
                + " ON CONFLICT (region, bus)"
                + " DO UPDATE SET generation = events_generation.generation + 1")
        .bind("region", bus.region())
        .bind("bus", bus.name())
        .execute();
  }

  private static BusRow row(ResultSet rows, StatementContext context) throws SQLException {
    return new BusRow(
        new BusName(rows.getString("region"), rows.getString("name")),
        rows.getString("description"),
        Instant.ofEpochMilli(rows.getLong("created")),
        Tags.read(rows.getString("tags")));
  }
}

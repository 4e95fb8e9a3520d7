package io.tarn.events;

import io.tarn.api.StructureJson;
import io.tarn.api.events.Target;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** The tables of rules and their targets. */
final class Rules {
  private static final String OF_RULE = " WHERE region = :region AND bus = :bus AND rule = :rule";

  private Rules() {}

  static Optional<RuleRow> find(Tx tx, RuleName name) {
    return tx.handle()
        .createQuery(
            "SELECT * FROM events_rule WHERE region = :region AND bus = :bus AND name = :name")
        .bind("region", name.bus().region())
        .bind("bus", name.bus().name())
        .bind("name", name.name())
        .map(Rules::row)
        .findOne();
  }

  static RuleRow load(Tx tx, RuleName name) {
    return find(tx, name).orElseThrow(name::missing);
  }

  /** By name, behind {@code after}; the prefix is literal. */
  static List<RuleRow> list(Tx tx, BusName bus, String prefix, String after, int limit) {
    return tx.handle()
        .createQuery(
            "SELECT * FROM events_rule WHERE region = :region AND bus = :bus AND name > :after"
                + " AND substr(name, 1, :length) = :prefix ORDER BY name LIMIT :limit")
        .bind("region", bus.region())
        .bind("bus", bus.name())
        .bind("after", after)
        .bind("length", prefix.length())
        .bind("prefix", prefix)
        .bind("limit", limit)
        .map(Rules::row)
        .list();
  }

  static int count(Tx tx, BusName bus) {
    return tx.handle()
        .createQuery("SELECT COUNT(*) FROM events_rule WHERE region = :region AND bus = :bus")
        .bind("region", bus.region())
        .bind("bus", bus.name())
        .mapTo(Integer.class)
        .one();
  }

  /** The enabled rules that have a pattern. */
  static List<RuleRow> matchable(Tx tx, BusName bus) {
    return tx.handle()
        .createQuery(
            "SELECT * FROM events_rule WHERE region = :region AND bus = :bus"
                + " AND enabled = 1 AND pattern IS NOT NULL")
        .bind("region", bus.region())
        .bind("bus", bus.name())
        .map(Rules::row)
        .list();
  }

  static void put(Tx tx, RuleRow rule) {
    tx.handle()
        .createUpdate(
            "INSERT INTO events_rule (region, bus, name, pattern, schedule, enabled, description,"
                + " role_arn, tags) VALUES (:region, :bus, :name, :pattern, :schedule, :enabled,"
                + " :description, :role, :tags) ON CONFLICT (region, bus, name) DO UPDATE SET"
                + " pattern = excluded.pattern, schedule = excluded.schedule,"
                + " enabled = excluded.enabled, description = excluded.description,"
                + " role_arn = excluded.role_arn, tags = excluded.tags")
        .bind("region", rule.name().bus().region())
        .bind("bus", rule.name().bus().name())
        .bind("name", rule.name().name())
        .bind("pattern", rule.pattern())
        .bind("schedule", rule.schedule())
        .bind("enabled", rule.enabled() ? 1 : 0)
        .bind("description", rule.description())
        .bind("role", rule.roleArn())
        .bind("tags", Tags.write(rule.tags()))
        .execute();
    Buses.changed(tx, rule.name().bus());
  }

  static void delete(Tx tx, RuleName name) {
    tx.handle()
        .createUpdate(
            "DELETE FROM events_rule WHERE region = :region AND bus = :bus AND name = :name")
        .bind("region", name.bus().region())
        .bind("bus", name.bus().name())
        .bind("name", name.name())
        .execute();
    Buses.changed(tx, name.bus());
  }

  static List<Target> targets(Tx tx, RuleName rule) {
    return tx.handle()
        .createQuery("SELECT target FROM events_target" + OF_RULE + " ORDER BY id")
        .bind("region", rule.bus().region())
        .bind("bus", rule.bus().name())
        .bind("rule", rule.name())
        .map((rows, context) -> readTarget(rows.getString(1)))
        .list();
  }

  static Target readTarget(String text) {
    return StructureJson.read(text, Target.builder()).build();
  }

  static void putTarget(Tx tx, RuleName rule, Target target) {
    tx.handle()
        .createUpdate(
            "INSERT INTO events_target (region, bus, rule, id, arn, target)"
                + " VALUES (:region, :bus, :rule, :id, :arn, :target)"
                + " ON CONFLICT (region, bus, rule, id)"
                + " DO UPDATE SET arn = excluded.arn, target = excluded.target")
        .bind("region", rule.bus().region())
        .bind("bus", rule.bus().name())
        .bind("rule", rule.name())
        .bind("id", target.id())
        .bind("arn", target.arn())
        .bind("target", StructureJson.write(target))
        .execute();
  }

  static void removeTarget(Tx tx, RuleName rule, String id) {
    tx.handle()
        .createUpdate("DELETE FROM events_target" + OF_RULE + " AND id = :id")
        .bind("region", rule.bus().region())
        .bind("bus", rule.bus().name())
        .bind("rule", rule.name())
        .bind("id", id)
        .execute();
  }

  /** Names of the rules that have this target, behind {@code after}. */
  static List<String> withTarget(Tx tx, BusName bus, String arn, String after, int limit) {
    return tx.handle()
        .createQuery(
            "SELECT DISTINCT rule FROM events_target WHERE region = :region AND bus = :bus"
                + " AND arn = :arn AND rule > :after ORDER BY rule LIMIT :limit")
        .bind("region", bus.region())
        .bind("bus", bus.name())
        .bind("arn", arn)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  private static RuleRow row(ResultSet rows, StatementContext context) throws SQLException {
    BusName bus = new BusName(rows.getString("region"), rows.getString("bus"));
    return new RuleRow(
        new RuleName(bus, rows.getString("name")),
        rows.getString("pattern"),
        rows.getString("schedule"),
        rows.getLong("enabled") == 1,
        rows.getString("description"),
        rows.getString("role_arn"),
        Tags.read(rows.getString("tags")));
  }
}

package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The tables of state machines. Revisions outlive their machine: executions that began with one go
 * on with it.
 */
final class Machines {
  private static final String SELECT =
      "SELECT m.region, m.name, m.revision, m.created, m.tags, r.definition, r.role_arn, r.updated"
          + " FROM workflow_machine m JOIN workflow_revision r"
          + " ON r.region = m.region AND r.machine = m.name AND r.revision = m.revision";

  private Machines() {}

  static Optional<MachineRow> find(Tx tx, MachineName name) {
    return tx.handle()
        .createQuery(SELECT + " WHERE m.region = :region AND m.name = :name")
        .bind("region", name.region())
        .bind("name", name.name())
        .map(Machines::row)
        .findOne();
  }

  static MachineRow load(Tx tx, MachineName name, String account) {
    return find(tx, name).orElseThrow(() -> name.missing(account));
  }

  /** By name; {@code after} is the last name of the page before, or empty. */
  static List<MachineRow> list(Tx tx, String region, String after, int limit) {
    return tx.handle()
        .createQuery(
            SELECT + " WHERE m.region = :region AND m.name > :after ORDER BY m.name LIMIT :limit")
        .bind("region", region)
        .bind("after", after)
        .bind("limit", limit)
        .map(Machines::row)
        .list();
  }

  static void insert(Tx tx, MachineRow machine) {
    tx.handle()
        .createUpdate(
            "INSERT INTO workflow_machine (region, name, revision, created, tags)"
                + " VALUES (:region, :name, :revision, :created, :tags)")
        .bind("region", machine.name().region())
        .bind("name", machine.name().name())
        .bind("revision", machine.revision())
        .bind("created", machine.created().toEpochMilli())
        .bind("tags", tags(machine.tags()))
        .execute();
    insertRevision(tx, machine);
  }

  /** Makes a new revision the present one. */
  static void update(Tx tx, MachineRow machine) {
    insertRevision(tx, machine);
    tx.handle()
        .createUpdate(
            "UPDATE workflow_machine SET revision = :revision"
                + " WHERE region = :region AND name = :name")
        .bind("region", machine.name().region())
        .bind("name", machine.name().name())
        .bind("revision", machine.revision())
        .execute();
  }

  static void updateTags(Tx tx, MachineName name, Map<String, String> tags) {
    tx.handle()
        .createUpdate(
            "UPDATE workflow_machine SET tags = :tags WHERE region = :region AND name = :name")
        .bind("region", name.region())
        .bind("name", name.name())
        .bind("tags", tags(tags))
        .execute();
  }

  static void delete(Tx tx, MachineName name) {
    tx.handle()
        .createUpdate("DELETE FROM workflow_machine WHERE region = :region AND name = :name")
        .bind("region", name.region())
        .bind("name", name.name())
        .execute();
  }

  /** A revision of a machine that may be gone. */
  static MachineRow loadRevision(Tx tx, MachineName name, String revision) {
    return tx.handle()
        .createQuery(
            "SELECT region, machine AS name, revision, updated AS created, '{}' AS tags,"
                + " definition, role_arn, updated FROM workflow_revision"
                + " WHERE region = :region AND machine = :name AND revision = :revision")
        .bind("region", name.region())
        .bind("name", name.name())
        .bind("revision", revision)
        .map(Machines::row)
        .one();
  }

  private static void insertRevision(Tx tx, MachineRow machine) {
    tx.handle()
        .createUpdate(
            "INSERT INTO workflow_revision (region, machine, revision, definition, role_arn, updated)"
                + " VALUES (:region, :machine, :revision, :definition, :role, :updated)")
        .bind("region", machine.name().region())
        .bind("machine", machine.name().name())
        .bind("revision", machine.revision())
        .bind("definition", machine.definition())
        .bind("role", machine.roleArn())
        .bind("updated", machine.updated().toEpochMilli())
        .execute();
  }

  private static String tags(Map<String, String> tags) {
    ObjectNode json = Json.object();
    tags.forEach(json::put);
    return Json.write(json);
  }

  private static MachineRow row(ResultSet rows, StatementContext context) throws SQLException {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tag : Json.parseOwn(rows.getString("tags")).properties()) {
      tags.put(tag.getKey(), tag.getValue().asText());
    }
    return new MachineRow(
        new MachineName(rows.getString("region"), rows.getString("name")),
        rows.getString("revision"),
        rows.getString("definition"),
        rows.getString("role_arn"),
        Instant.ofEpochMilli(rows.getLong("created")),
        Instant.ofEpochMilli(rows.getLong("updated")),
        tags);
  }
}

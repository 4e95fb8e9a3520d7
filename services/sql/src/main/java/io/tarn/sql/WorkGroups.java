package io.tarn.sql;

import io.tarn.api.StructureJson;
import io.tarn.api.athena.EngineVersion;
import io.tarn.api.athena.WorkGroup;
import io.tarn.api.athena.WorkGroupConfiguration;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of {@code sql_work_group}; {@code primary} is there without a row. */
final class WorkGroups {
  static final String PRIMARY = "primary";
  static final EngineVersion ENGINE =
      EngineVersion.builder()
          .selectedEngineVersion("AUTO")
          .effectiveEngineVersion("Athena engine version 3")
          .build();

  private WorkGroups() {}

  static Optional<WorkGroup> find(Tx tx, String region, String name) throws SQLException {
    Optional<WorkGroup> found =
        tx.handle()
            .createQuery("SELECT document FROM sql_work_group WHERE region = :r AND name = :n")
            .bind("r", region)
            .bind("n", name)
            .map(
                (rows, context) ->
                    StructureJson.read(rows.getString(1), WorkGroup.builder()).build())
            .findOne();
    return found.isEmpty() && name.equals(PRIMARY) ? Optional.of(primary()) : found;
  }

  static WorkGroup load(Tx tx, String region, String name) throws SQLException {
    return find(tx, region, name)
        .orElseThrow(() -> SqlError.INVALID_REQUEST.error("WorkGroup " + name + " is not found."));
  }

  /** In the order of names, after a name. */
  static List<WorkGroup> list(Tx tx, String region, String after, int limit) throws SQLException {
    List<WorkGroup> stored =
        tx.handle()
            .createQuery(
                "SELECT document FROM sql_work_group WHERE region = :r AND name > :a"
                    + " ORDER BY name LIMIT :l")
            .bind("r", region)
            .bind("a", after)
            .bind("l", limit)
            .map(
                (rows, context) ->
                    StructureJson.read(rows.getString(1), WorkGroup.builder()).build())
            .list();
    if (after.compareTo(PRIMARY) >= 0
        || stored.stream().anyMatch(group -> group.name().equals(PRIMARY))) {
      return stored;
    }
    List<WorkGroup> all = new java.util.ArrayList<>(stored);
    all.add(primary());
    all.sort(java.util.Comparator.comparing(WorkGroup::name));
    return all.size() > limit ? all.subList(0, limit) : all;
  }

  static long count(Tx tx, String region) throws SQLException {
    return tx.handle()
        .createQuery("SELECT count(*) FROM sql_work_group WHERE region = :r")
        .bind("r", region)
        .mapTo(Long.class)
        .one();
  }

  static void put(Tx tx, String region, WorkGroup group) throws SQLException {
    tx.handle()
        .createUpdate(
            "INSERT INTO sql_work_group (region, name, document) VALUES (:r, :n, :d)"
                + " ON CONFLICT (region, name) DO UPDATE SET document = excluded.document")
        .bind("r", region)
        .bind("n", group.name())
        .bind("d", StructureJson.write(group))
        .execute();
  }

  static void delete(Tx tx, String region, String name) throws SQLException {
    tx.handle()
        .createUpdate("DELETE FROM sql_work_group WHERE region = :r AND name = :n")
        .bind("r", region)
        .bind("n", name)
        .execute();
  }

  private static WorkGroup primary() {
    return WorkGroup.builder()
        .name(PRIMARY)
        .state("ENABLED")
        .description("")
        .creationTime(Instant.EPOCH)
        .configuration(
            WorkGroupConfiguration.builder()
                .enforceWorkGroupConfiguration(false)
                .publishCloudWatchMetricsEnabled(false)
                .requesterPaysEnabled(false)
                .engineVersion(ENGINE)
                .build())
        .build();
  }
}

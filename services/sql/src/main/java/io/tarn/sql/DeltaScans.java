package io.tarn.sql;

import io.tarn.catalog.delta.DeltaFile;
import io.tarn.catalog.delta.DeltaSnapshot;
import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.LakeTable;
import io.tarn.store.ObjectVersion;
import io.trino.sql.planner.plan.PlanNodeId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a Delta table a statement reads: those whose partition values and statistics do
 * not rule its conditions out.
 */
final class DeltaScans {
  private DeltaScans() {}

  /** A file, and the values of the table's partition columns for its rows. */
  record Chosen(DeltaFile file, List<@Nullable String> partition) {}

  /** The files of every scan of a Delta table in a plan. */
  static Map<PlanNodeId, List<Chosen>> plan(
      StatementContext context, Functions functions, PartitionPruner pruner) {
    Map<PlanNodeId, List<Chosen>> planned = new LinkedHashMap<>();
    pruner
        .scans()
        .forEach(
            (id, scan) -> {
              LakeTable lake = scan.table();
              if (lake.files() == LakeTable.Files.DELTA_LOG) {
                planned.put(id, files(context, functions, pruner, scan));
              }
            });
    int files = planned.values().stream().mapToInt(List::size).sum();
    if (files > context.limits().filesRead()) {
      throw new EngineException(
          "GENERIC_USER_ERROR",
          "The statement reads more than " + context.limits().filesRead() + " objects");
    }
    return planned;
  }

  private static List<Chosen> files(
      StatementContext context,
      Functions functions,
      PartitionPruner pruner,
      PartitionPruner.Scan scan) {
    LakeTable lake = scan.table();
    DeltaSnapshot snapshot =
        context
            .metastore()
            .delta()
            .load(
                lake.database(),
                context.metastore().find(lake.database(), lake.name()).orElseThrow());
    DeltaStatistics statistics = new DeltaStatistics(functions, scan, snapshot);
    List<Chosen> chosen = new ArrayList<>();
    for (DeltaFile file : snapshot.files()) {
      List<@Nullable String> partition = snapshot.partitionOf(file);
      if (pruner.keeps(scan, partition) && statistics.mayHold(file)) {
        chosen.add(new Chosen(file, partition));
      }
    }
    return chosen;
  }

  /** How the files are read: their rows have all columns but the partition's. */
  static LakeTable layout(LakeTable table) {
    return new LakeTable(
        table.database(),
        table.name(),
        table.format(),
        table.location(),
        Map.of(),
        table.columns(),
        table.partitionKeys());
  }

  static ObjectVersion object(Tx tx, StatementContext context, String uri) throws SQLException {
    return Symlinks.object(tx, context, uri, DeltaErrors.FILESYSTEM_ERROR);
  }
}

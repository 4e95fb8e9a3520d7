package io.tarn.sql;

import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.delta.DeltaColumn;
import io.tarn.catalog.delta.DeltaGlue;
import io.tarn.catalog.delta.DeltaSnapshot;
import io.tarn.sql.spi.EngineException;
import io.trino.spi.TrinoException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Definitions of Delta tables. The log says what a table is, so that little of it can be said in
 * SQL. Source: Athena User Guide, "Query Linux Foundation Delta Lake tables".
 */
final class DeltaDdl {
  private static final String TYPE = "table_type";

  private DeltaDdl() {}

  static boolean isAsked(Ddl.CreateTable ddl) {
    return "delta".equalsIgnoreCase(ddl.properties().get(TYPE));
  }

  /** Refuses what only tables of Hive's have, where a statement is about a Delta table. */
  static void requireOther(Ddl ddl, StatementContext context) {
    Ddl.Name name =
        switch (ddl) {
          case Ddl.AddPartitions d -> d.name();
          case Ddl.DropPartitions d -> d.name();
          case Ddl.RenamePartition d -> d.name();
          case Ddl.MovePartition d -> d.name();
          case Ddl.RepairTable d -> d.name();
          case Ddl.AddColumns d -> d.name();
          case Ddl.ReplaceColumns d -> d.name();
          case Ddl.ChangeColumn d -> d.name();
          case Ddl.DropColumn d -> d.name();
          case Ddl.RenameTable d -> d.name();
          case Ddl.SetLocation d -> d.name();
          case Ddl.SetProperties d -> d.name();
          case Ddl.UnsetProperties d -> d.name();
          default -> null;
        };
    if (name != null
        && context
            .metastore()
            .find(context.databaseOf(name.database()), name.table())
            .filter(DeltaGlue::isDelta)
            .isPresent()) {
      throw StatementFailure.hive(
          "SemanticException " + IcebergDdl.words(ddl) + " is not supported for Delta Lake tables");
    }
  }

  /** The table that a log describes. */
  static TableInput table(Ddl.CreateTable ddl, String database, StatementContext context) {
    if (!ddl.columns().isEmpty() || !ddl.partitionKeys().isEmpty()) {
      throw StatementFailure.hive(
          "SemanticException A Delta Lake table takes its columns from its log: leave them out");
    }
    if (ddl.stored().isPresent() || ddl.serde().isPresent() || !ddl.clusteredBy().isEmpty()) {
      throw StatementFailure.hive(
          "SemanticException A Delta Lake table has no STORED AS, ROW FORMAT or CLUSTERED BY");
    }
    for (String property : ddl.properties().keySet()) {
      if (!property.equals(TYPE)) {
        throw StatementFailure.hive(
            "SemanticException Unsupported table property key: " + property);
      }
    }
    S3Location place =
        ddl.location()
            .flatMap(S3Location::parse)
            .orElseThrow(
                () ->
                    StatementFailure.hive(
                        "SemanticException A Delta Lake table needs a LOCATION: name the s3://"
                            + " folder in which its _delta_log lies"));
    DeltaSnapshot snapshot;
    try {
      snapshot = context.metastore().delta().read(database + "." + ddl.name().table(), place);
    } catch (TrinoException e) {
      throw StatementFailure.hive("SemanticException " + e.getMessage());
    }
    Map<String, String> parameters = new HashMap<>(DeltaGlue.parameters(snapshot));
    ddl.comment().ifPresent(comment -> parameters.put("comment", comment));
    return TableInput.builder()
        .name(ddl.name().table())
        .description(ddl.comment().orElse(snapshot.description()))
        .owner("hadoop")
        .tableType("EXTERNAL_TABLE")
        .parameters(parameters)
        .partitionKeys(snapshot.partitionColumns().stream().map(DeltaGlue::column).toList())
        .storageDescriptor(
            DeltaGlue.storage(snapshot).toBuilder()
                .columns(snapshot.dataColumns().stream().map(DeltaGlue::column).toList())
                .build())
        .build();
  }

  /** The partitions that a table's files lie in, as {@code key=value} texts in order. */
  static List<String> partitions(String database, Table table, StatementContext context) {
    DeltaSnapshot snapshot;
    try {
      snapshot = context.metastore().delta().load(database, table);
    } catch (TrinoException e) {
      throw new EngineException(e.getErrorCode().getName(), String.valueOf(e.getMessage()), e);
    }
    TreeSet<String> lines = new TreeSet<>();
    snapshot
        .files()
        .forEach(
            file -> {
              List<@Nullable String> values = snapshot.partitionOf(file);
              List<String> parts = new ArrayList<>();
              for (int i = 0; i < values.size(); i++) {
                DeltaColumn key = snapshot.partitionColumns().get(i);
                String value = values.get(i);
                parts.add(
                    key.name().toLowerCase(Locale.ROOT)
                        + "="
                        + (value == null ? "__HIVE_DEFAULT_PARTITION__" : value));
              }
              lines.add(String.join("/", parts));
            });
    return List.copyOf(lines);
  }
}

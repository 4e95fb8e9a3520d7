package io.tarn.sql;

import io.tarn.api.glue.Table;
import io.tarn.catalog.delta.DeltaColumn;
import io.tarn.catalog.delta.DeltaException;
import io.tarn.catalog.delta.DeltaLog;
import io.tarn.catalog.delta.DeltaSnapshot;
import io.tarn.kernel.ServiceError;
import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The Delta tables that one statement meets, each at the version that was the newest then. */
final class DeltaTables {
  /** Those of a table, whatever a statement's conditions leave of them. */
  private static final int FILES_MAX = 500_000;

  private final DeltaLog log;
  private final Map<String, DeltaSnapshot> loaded = new HashMap<>();

  DeltaTables(DeltaLog log) {
    this.log = log;
  }

  /** What a table's log says. */
  DeltaSnapshot load(String database, Table table) {
    return loaded.computeIfAbsent(
        database + "." + table.name(),
        name -> {
          S3Location place =
              S3Location.parse(
                      table.storageDescriptor() == null
                          ? ""
                          : String.valueOf(table.storageDescriptor().location()))
                  .orElseThrow(
                      () ->
                          new TrinoException(
                              () -> DeltaErrors.INVALID_SCHEMA,
                              "Delta Lake table " + name + " has no s3:// location"));
          return read(name, place);
        });
  }

  /** What the log at a place says, for a table that is not there yet. */
  DeltaSnapshot read(String name, S3Location place) {
    try {
      return log.load(place.bucket(), place.prefix(), FILES_MAX);
    } catch (ServiceError e) {
      throw IcebergTables.denied(e);
    } catch (DeltaException e) {
      throw switch (e.kind()) {
        case MISSING ->
            new TrinoException(
                () -> DeltaErrors.INVALID_SCHEMA,
                "Metadata not found in transaction log for " + name + ": " + e.text(),
                e);
        case CORRUPT -> new TrinoException(() -> DeltaErrors.INVALID_SCHEMA, e.text(), e);
        case UNSUPPORTED -> new TrinoException(StandardErrorCode.NOT_SUPPORTED, e.text(), e);
      };
    }
  }

  LakeTable lake(String database, Table table) {
    DeltaSnapshot snapshot = load(database, table);
    List<LakeColumn> keys = new ArrayList<>();
    for (DeltaColumn key : snapshot.partitionColumns()) {
      keys.add(column(snapshot, key, keys.size(), true));
    }
    // The table's own order has partition columns among the others.
    List<LakeColumn> columns = new ArrayList<>();
    for (DeltaColumn column : snapshot.columns()) {
      int key = snapshot.partitionColumns().indexOf(column);
      columns.add(key >= 0 ? keys.get(key) : column(snapshot, column, columns.size(), false));
    }
    return new LakeTable(
        database,
        table.name(),
        TableFormat.PARQUET,
        snapshot.root(),
        Map.of(),
        columns,
        keys,
        OptionalLong.empty(),
        LakeTable.Files.DELTA_LOG);
  }

  private static LakeColumn column(
      DeltaSnapshot snapshot, DeltaColumn column, int index, boolean key) {
    String text = column.type().text();
    Type type =
        HiveTypes.parse(text)
            .orElseThrow(
                () ->
                    new TrinoException(
                        StandardErrorCode.NOT_SUPPORTED,
                        "Type " + text + " of column " + column.name() + " is not supported"));
    String name = column.name().toLowerCase(Locale.ROOT);
    return key || !snapshot.isMapped()
        ? new LakeColumn(name, type, index, key)
        : new LakeColumn(
            name,
            type,
            index,
            LakeColumn.Kind.DATA,
            field(column.mapping(), snapshot.isMappedById()));
  }

  private static FieldId field(DeltaColumn.Mapping mapping, boolean numbered) {
    return new FieldId(
        numbered ? mapping.id() : FieldId.NO_NUMBER,
        false,
        mapping.children().stream().map(child -> field(child, numbered)).toList(),
        Set.of(mapping.stored().toLowerCase(Locale.ROOT)));
  }
}

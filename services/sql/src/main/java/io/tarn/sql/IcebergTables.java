package io.tarn.sql;

import io.airlift.slice.Slice;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.kernel.ServiceError;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.PointerType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.DateType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The Iceberg tables that one statement meets, each as it was when it was first asked for. Source
 * of the errors' codes: Trino's {@code IcebergErrorCode}.
 */
final class IcebergTables {
  private static final Set<Type> INTEGERS =
      Set.of(TinyintType.TINYINT, SmallintType.SMALLINT, IntegerType.INTEGER, BigintType.BIGINT);

  private final Session session;
  private final Map<String, Table> loaded = new HashMap<>();

  IcebergTables(Session session) {
    this.session = session;
  }

  Table load(String database, String name) {
    return loaded.computeIfAbsent(
        database + "." + name,
        _ -> {
          try {
            return new LakeIcebergCatalog(session).loadTable(TableIdentifier.of(database, name));
          } catch (ServiceError e) {
            throw denied(e);
          } catch (NotFoundException e) {
            throw new TrinoException(
                () -> IcebergErrors.MISSING_METADATA,
                "Metadata not found in metadata location for table " + database + "." + name,
                e);
          } catch (RuntimeIOException | ValidationException | IllegalArgumentException e) {
            throw new TrinoException(
                () -> IcebergErrors.INVALID_METADATA,
                "Error reading metadata of table " + database + "." + name + ": " + e.getMessage(),
                e);
          }
        });
  }

  static TrinoException denied(ServiceError e) {
    return new TrinoException(
        StandardErrorCode.PERMISSION_DENIED,
        "Insufficient permissions to execute the query. " + e.code() + ": " + e.message(),
        e);
  }

  /** The table as it is now. */
  LakeTable lake(String database, String name) {
    Table table = load(database, name);
    Snapshot current = table.currentSnapshot();
    return lake(
        database,
        name,
        table,
        table.schema(),
        current == null ? OptionalLong.empty() : OptionalLong.of(current.snapshotId()));
  }

  private static LakeTable lake(
      String database, String name, Table table, Schema schema, OptionalLong snapshot) {
    return new LakeTable(
        database,
        name,
        TableFormat.ICEBERG,
        table.location(),
        table.properties(),
        IcebergTypes.columns(schema, table.properties().get(TableProperties.DEFAULT_NAME_MAPPING)),
        List.of(),
        snapshot);
  }

  /** The table as it was: with the snapshot's own columns. */
  LakeTable at(LakeTable now, ConnectorTableVersion version) {
    Table table = load(now.database(), now.name());
    long snapshot =
        version.getPointerType() == PointerType.TEMPORAL
            ? asOf(now, table, instant(version))
            : named(now, table, version);
    return lake(
        now.database(),
        now.name(),
        table,
        SnapshotUtil.schemaFor(table, snapshot),
        OptionalLong.of(snapshot));
  }

  private static long asOf(LakeTable lake, Table table, Instant instant) {
    try {
      return SnapshotUtil.snapshotIdAsOfTime(table, instant.toEpochMilli());
    } catch (IllegalArgumentException e) {
      throw new TrinoException(
          StandardErrorCode.INVALID_ARGUMENTS,
          "No version history table \""
              + lake.database()
              + "\".\""
              + lake.name()
              + "\" at or before "
              + instant,
          e);
    }
  }

  private static Instant instant(ConnectorTableVersion version) {
    Object value = version.getVersion();
    return switch (version.getVersionType()) {
      case DateType t -> Instant.EPOCH.plus(Duration.ofDays((long) value));
      case TimestampType t ->
          micros(value instanceof LongTimestamp fine ? fine.getEpochMicros() : (long) value);
      case TimestampWithTimeZoneType t ->
          Instant.ofEpochMilli(
              value instanceof LongTimestampWithTimeZone fine
                  ? fine.getEpochMillis()
                  : DateTimeEncoding.unpackMillisUtc((long) value));
      default ->
          throw new TrinoException(
              StandardErrorCode.NOT_SUPPORTED,
              "Unsupported type for temporal table version: "
                  + version.getVersionType().getDisplayName());
    };
  }

  private static Instant micros(long micros) {
    return Instant.EPOCH.plus(Duration.of(micros, java.time.temporal.ChronoUnit.MICROS));
  }

  private static long named(LakeTable lake, Table table, ConnectorTableVersion version) {
    if (INTEGERS.contains(version.getVersionType())) {
      return snapshot(table, (long) version.getVersion());
    }
    if (!(version.getVersionType() instanceof VarcharType)) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Unsupported type for table version: " + version.getVersionType().getDisplayName());
    }
    String name = ((Slice) version.getVersion()).toStringUtf8();
    SnapshotRef ref = table.refs().get(name);
    if (ref == null) {
      throw new TrinoException(
          StandardErrorCode.INVALID_ARGUMENTS,
          "Cannot find snapshot with reference name: " + name + " of table " + lake);
    }
    return ref.snapshotId();
  }

  private static long snapshot(Table table, long id) {
    if (table.snapshot(id) == null) {
      throw new TrinoException(
          StandardErrorCode.INVALID_ARGUMENTS, "Iceberg snapshot ID does not exists: " + id);
    }
    return id;
  }
}

package io.tarn.sql;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table as one of its partitions declares it. A partition may have a format of its own, and
 * columns that the table's types are read from; other types are a mismatch. Source: Athena User
 * Guide, "Updates in tables with partitions".
 */
final class PartitionLayouts {
  private PartitionLayouts() {}

  static LakeTable of(LakeTable table, Partition partition) {
    StorageDescriptor storage = partition.storageDescriptor();
    if (storage == null) {
      return table;
    }
    TableFormat format =
        storage.serdeInfo() == null || storage.serdeInfo().serializationLibrary() == null
            ? table.format()
            : LedgerMetastore.format(
                table.name(),
                storage,
                partition.parameters() == null ? Map.of() : partition.parameters());
    Map<String, String> properties =
        format == table.format() ? new HashMap<>(table.properties()) : new HashMap<>();
    properties.putAll(
        LedgerMetastore.properties(
            storage, partition.parameters() == null ? Map.of() : partition.parameters()));
    List<LakeColumn> columns = columns(table, partition, storage);
    if (format == table.format()
        && properties.equals(table.properties())
        && columns.equals(table.columns())) {
      return table;
    }
    return new LakeTable(
        table.database(),
        table.name(),
        format,
        table.location(),
        properties,
        columns,
        table.partitionKeys());
  }

  private static List<LakeColumn> columns(
      LakeTable table, Partition partition, StorageDescriptor storage) {
    List<Column> declared = storage.columns();
    if (declared == null || declared.isEmpty()) {
      return table.columns();
    }
    Map<String, LakeColumn> byName = new HashMap<>();
    table.columns().forEach(column -> byName.put(column.name(), column));
    List<LakeColumn> columns = new ArrayList<>();
    for (Column column : declared) {
      String name = column.name().toLowerCase(Locale.ROOT);
      LakeColumn of = byName.get(name);
      String text = column.type() == null ? "string" : column.type();
      Optional<Type> type = HiveTypes.parse(text);
      if (of == null) {
        // No statement can ask for it; its type matters to nobody.
        columns.add(new LakeColumn(name, type.orElse(VarcharType.VARCHAR), columns.size(), false));
        continue;
      }
      if (type.isEmpty() || !isReadAs(type.get(), of.type())) {
        throw mismatch(table, partition, of, text);
      }
      // Nested columns are found by their fields' names, so that the table's type reads them.
      columns.add(
          new LakeColumn(
              name, isNested(of.type()) ? of.type() : type.get(), columns.size(), false));
    }
    return columns;
  }

  private static EngineException mismatch(
      LakeTable table, Partition partition, LakeColumn column, String type) {
    List<String> values = partition.values() == null ? List.of() : partition.values();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Math.min(values.size(), table.partitionKeys().size()); i++) {
      names.add(table.partitionKeys().get(i).name() + "=" + values.get(i));
    }
    return new EngineException(
        "HIVE_PARTITION_SCHEMA_MISMATCH",
        "There is a mismatch between the table and partition schemas. The types are incompatible"
            + " and cannot be coerced. The column '"
            + column.name()
            + "' in table '"
            + table.database()
            + "."
            + table.name()
            + "' is declared as type '"
            + HiveTypes.name(column.type()).orElse(column.type().getDisplayName())
            + "', but partition '"
            + String.join("/", names)
            + "' declared column '"
            + column.name()
            + "' as type '"
            + type
            + "'.");
  }

  private static boolean isNested(Type type) {
    return type instanceof ArrayType || type instanceof MapType || type instanceof RowType;
  }

  /** Whether values of the first type are values of the second, too. */
  private static boolean isReadAs(Type from, Type to) {
    if (from.equals(to)) {
      return true;
    }
    return switch (to) {
      case SmallintType t -> from instanceof TinyintType || from instanceof VarcharType;
      case IntegerType t -> rank(from) < 3 || from instanceof VarcharType;
      case BigintType t -> rank(from) < 4 || from instanceof VarcharType;
      case TinyintType t -> from instanceof VarcharType;
      case DoubleType t -> from instanceof RealType;
      case RealType t -> from instanceof DoubleType;
      case VarcharType t ->
          from instanceof VarcharType
              || rank(from) <= 4
              || from instanceof BooleanType
              || from instanceof DoubleType
              || from instanceof RealType;
      case ArrayType t ->
          from instanceof ArrayType array && isReadAs(array.getElementType(), t.getElementType());
      case MapType t ->
          from instanceof MapType map
              && isReadAs(map.getKeyType(), t.getKeyType())
              && isReadAs(map.getValueType(), t.getValueType());
      case RowType t -> from instanceof RowType row && areReadAs(row, t);
      default -> false;
    };
  }

  private static int rank(Type type) {
    return switch (type) {
      case TinyintType t -> 1;
      case SmallintType t -> 2;
      case IntegerType t -> 3;
      case BigintType t -> 4;
      default -> 5;
    };
  }

  private static boolean areReadAs(RowType from, RowType to) {
    for (RowType.Field field : to.getFields()) {
      for (RowType.Field own : from.getFields()) {
        if (own.getName().equals(field.getName()) && !isReadAs(own.getType(), field.getType())) {
          return false;
        }
      }
    }
    return true;
  }
}

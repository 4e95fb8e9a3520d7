package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.IcebergLayout;
import io.trino.orc.metadata.ColumnMetadata;
import io.trino.orc.metadata.OrcColumnId;
import io.trino.orc.metadata.OrcType;
import io.trino.orc.metadata.OrcType.OrcTypeKind;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types of an ORC file of an Iceberg table, with the fields' numbers as attributes. Source:
 * Apache Iceberg, "Table Spec", "Appendix A: ORC".
 */
final class IcebergOrcTypes {
  /** All types, each before those that lie in it. */
  private final List<@Nullable OrcType> types = new ArrayList<>();

  private IcebergOrcTypes() {}

  static ColumnMetadata<OrcType> of(List<String> names, IcebergLayout layout) {
    IcebergOrcTypes all = new IcebergOrcTypes();
    all.add(OrcTypeKind.STRUCT, names, layout.types(), layout.fields(), Map.of());
    return new ColumnMetadata<>(all.types.stream().map(java.util.Objects::requireNonNull).toList());
  }

  private OrcColumnId add(
      OrcTypeKind kind,
      List<String> names,
      List<Type> children,
      List<FieldId> fields,
      Map<String, String> attributes) {
    int place = types.size();
    types.add(null);
    List<OrcColumnId> below = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      below.add(add(children.get(i), fields.get(i)));
    }
    types.set(
        place,
        new OrcType(
            kind, below, names, Optional.empty(), Optional.empty(), Optional.empty(), attributes));
    return new OrcColumnId(place);
  }

  private OrcColumnId add(Type type, FieldId field) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("iceberg.id", Integer.toString(field.id()));
    attributes.put("iceberg.required", Boolean.toString(field.required()));
    return switch (type) {
      case RowType row -> {
        List<String> names = new ArrayList<>();
        for (RowType.Field one : row.getFields()) {
          names.add(one.getName().orElseThrow());
        }
        yield add(OrcTypeKind.STRUCT, names, row.getTypeParameters(), field.children(), attributes);
      }
      case ArrayType list ->
          add(
              OrcTypeKind.LIST,
              List.of("item"),
              list.getTypeParameters(),
              field.children(),
              attributes);
      case MapType map ->
          add(
              OrcTypeKind.MAP,
              List.of("key", "value"),
              map.getTypeParameters(),
              field.children(),
              attributes);
      default -> leaf(type, attributes);
    };
  }

  private OrcColumnId leaf(Type type, Map<String, String> attributes) {
    OrcTypeKind kind =
        switch (type) {
          case BooleanType t -> OrcTypeKind.BOOLEAN;
          case IntegerType t -> OrcTypeKind.INT;
          case BigintType t -> OrcTypeKind.LONG;
          case RealType t -> OrcTypeKind.FLOAT;
          case DoubleType t -> OrcTypeKind.DOUBLE;
          case DecimalType t -> OrcTypeKind.DECIMAL;
          case VarcharType t -> OrcTypeKind.STRING;
          case VarbinaryType t -> OrcTypeKind.BINARY;
          case UuidType t -> {
            attributes.put("iceberg.binary-type", "UUID");
            yield OrcTypeKind.BINARY;
          }
          case DateType t -> OrcTypeKind.DATE;
          case TimeType t -> {
            attributes.put("iceberg.long-type", "TIME");
            yield OrcTypeKind.LONG;
          }
          case TimestampType t -> OrcTypeKind.TIMESTAMP;
          case TimestampWithTimeZoneType t -> OrcTypeKind.TIMESTAMP_INSTANT;
          default ->
              throw EngineException.unsupported(
                  "A column of type " + type.getDisplayName() + " in an ORC file");
        };
    boolean decimal = type instanceof DecimalType;
    types.add(
        new OrcType(
            kind,
            List.of(),
            List.of(),
            Optional.empty(),
            decimal ? Optional.of(((DecimalType) type).getPrecision()) : Optional.empty(),
            decimal ? Optional.of(((DecimalType) type).getScale()) : Optional.empty(),
            attributes));
    return new OrcColumnId(types.size() - 1);
  }
}

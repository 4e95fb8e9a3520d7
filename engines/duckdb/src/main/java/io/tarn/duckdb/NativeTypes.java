package io.tarn.duckdb;

import io.trino.spi.type.ArrayType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Trino's types as the C API's: the same as {@link DuckTypes} writes them in SQL. */
final class NativeTypes {
  private NativeTypes() {}

  /**
   * A new handle.
   *
   * @throws io.tarn.sql.spi.EngineException when the type has no equal
   */
  static MemorySegment of(Type type) {
    return switch (type) {
      case DecimalType t -> DuckNative.decimalType(t.getPrecision(), t.getScale());
      case ArrayType t -> {
        MemorySegment element = of(t.getElementType());
        try {
          yield DuckNative.listType(element);
        } finally {
          DuckNative.destroyType(element);
        }
      }
      case MapType t -> {
        List<MemorySegment> parts = of(List.of(t.getKeyType(), t.getValueType()));
        try {
          yield DuckNative.mapType(parts.getFirst(), parts.getLast());
        } finally {
          parts.forEach(DuckNative::destroyType);
        }
      }
      case RowType t -> {
        List<MemorySegment> fields =
            of(t.getFields().stream().map(RowType.Field::getType).toList());
        List<String> names = new ArrayList<>();
        fields.forEach(field -> names.add(DuckTypes.field(names.size())));
        try {
          yield DuckNative.structType(fields, names);
        } finally {
          fields.forEach(DuckNative::destroyType);
        }
      }
      default -> DuckNative.type(number(DuckTypes.of(type)));
    };
  }

  /** New handles, all or none. */
  static List<MemorySegment> of(List<Type> types) {
    List<MemorySegment> handles = new ArrayList<>();
    try {
      types.forEach(type -> handles.add(of(type)));
      return handles;
    } catch (RuntimeException e) {
      handles.forEach(DuckNative::destroyType);
      throw e;
    }
  }

  /** {@code duckdb_type} of the C API. */
  private static int number(String name) {
    return switch (name) {
      case "BOOLEAN" -> 1;
      case "TINYINT" -> 2;
      case "SMALLINT" -> 3;
      case "INTEGER" -> 4;
      case "BIGINT" -> 5;
      case "FLOAT" -> 10;
      case "DOUBLE" -> 11;
      case "TIMESTAMP" -> 12;
      case "DATE" -> 13;
      case "TIME" -> 14;
      case "HUGEINT" -> 16;
      case "VARCHAR" -> 17;
      case "BLOB" -> 18;
      default -> throw new IllegalArgumentException("No number of DuckDB's type " + name);
    };
  }
}

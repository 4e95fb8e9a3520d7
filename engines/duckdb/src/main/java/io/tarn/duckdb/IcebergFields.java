package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.FieldId;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import java.util.ArrayList;
import java.util.List;

/** How values and field numbers of an Iceberg table lie in its Parquet files. */
final class IcebergFields {
  private IcebergFields() {}

  /** The value as Iceberg's types want it: instants with their zone, rows with their names. */
  static String written(Type type, String sql) {
    return switch (type) {
      case TimestampWithTimeZoneType t -> instant(t, sql);
      case UuidType t -> "CAST(hex(" + sql + ") AS UUID)";
      case ArrayType t -> {
        String item = "w" + sql.length();
        String body = written(t.getElementType(), item);
        yield body.equals(item)
            ? sql
            : "list_transform(" + sql + ", lambda " + item + ": " + body + ")";
      }
      case MapType t -> map(t, sql);
      case RowType t -> row(t, sql);
      default -> {
        if (DuckTypes.isOpaque(type)) {
          throw EngineException.unsupported("A table column of type " + type.getDisplayName());
        }
        yield sql;
      }
    };
  }

  private static String instant(TimestampWithTimeZoneType type, String sql) {
    String instant = "(" + sql + " >> " + PackedInstants.ZONE_BITS + ")";
    return "make_timestamptz(CAST("
        + (type.isShort() ? instant + " * 1000" : instant + " // 1000000")
        + " AS BIGINT))";
  }

  private static String map(MapType type, String sql) {
    String item = "w" + sql.length();
    String key = written(type.getKeyType(), item);
    String value = written(type.getValueType(), item);
    if (key.equals(item) && value.equals(item)) {
      return sql;
    }
    return "map(list_transform(map_keys("
        + sql
        + "), lambda "
        + item
        + ": "
        + key
        + "), list_transform(map_values("
        + sql
        + "), lambda "
        + item
        + ": "
        + value
        + "))";
  }

  private static String row(RowType type, String sql) {
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      String value = "struct_extract(" + sql + ", '" + DuckTypes.field(fields.size()) + "')";
      fields.add(
          Literals.quoted(field.getName().orElse("field" + fields.size()))
              + " := "
              + written(field.getType(), value));
    }
    // Without the cast a row that is always NULL would have fields of no type.
    return "CAST(CASE WHEN "
        + sql
        + " IS NULL THEN NULL ELSE struct_pack("
        + String.join(", ", fields)
        + ") END AS "
        + stored(type, "TIMESTAMP")
        + ")";
  }

  /**
   * DuckDB's type of a value in a file.
   *
   * @param millis what timestamps of up to three digits are
   */
  static String stored(Type type, String millis) {
    return switch (type) {
      case TimestampType t when t.getPrecision() <= 3 -> millis;
      case TimestampWithTimeZoneType t -> "TIMESTAMPTZ";
      case UuidType t -> "UUID";
      case ArrayType t -> stored(t.getElementType(), millis) + "[]";
      case MapType t ->
          "MAP(" + stored(t.getKeyType(), millis) + ", " + stored(t.getValueType(), millis) + ")";
      case RowType t -> {
        List<String> fields = new ArrayList<>();
        for (RowType.Field field : t.getFields()) {
          fields.add(
              Literals.quoted(field.getName().orElse("field" + fields.size()))
                  + " "
                  + stored(field.getType(), millis));
        }
        yield "STRUCT(" + String.join(", ", fields) + ")";
      }
      default -> DuckTypes.of(type);
    };
  }

  /** COPY's FIELD_IDS of the columns. */
  static String ids(List<String> names, List<Type> types, List<FieldId> fields) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ids.add(Literals.quoted(names.get(i)) + ": " + ids(types.get(i), fields.get(i)));
    }
    return "{" + String.join(", ", ids) + "}";
  }

  private static String ids(Type type, FieldId field) {
    List<String> below = new ArrayList<>();
    for (int i = 0; i < field.children().size(); i++) {
      below.add(
          Literals.quoted(name(type, i)) + ": " + ids(child(type, i), field.children().get(i)));
    }
    return below.isEmpty()
        ? Integer.toString(field.id())
        : "{__duckdb_field_id: " + field.id() + ", " + String.join(", ", below) + "}";
  }

  private static Type child(Type type, int index) {
    return type.getTypeParameters().get(index);
  }

  /** What the Parquet writer calls what lies in a value. */
  private static String name(Type type, int index) {
    return switch (type) {
      case ArrayType t -> "element";
      case MapType t -> index == 0 ? "key" : "value";
      case RowType t -> t.getFields().get(index).getName().orElse("field" + index);
      default -> throw new IllegalArgumentException("Nothing lies in " + type.getDisplayName());
    };
  }
}

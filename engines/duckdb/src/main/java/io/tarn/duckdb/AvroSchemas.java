package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** A table's columns as an Avro record, as Hive makes it: every value may be missing. */
final class AvroSchemas {
  private static final int LENGTH_UNKNOWN = -1;

  private int records;

  private AvroSchemas() {}

  static Schema of(String table, List<LakeColumn> columns) {
    AvroSchemas schemas = new AvroSchemas();
    List<Schema.Field> fields = new ArrayList<>();
    for (LakeColumn column : columns) {
      fields.add(schemas.field(column.name(), column.type()));
    }
    return Schema.createRecord(table, null, null, false, fields);
  }

  private Schema.Field field(String name, Type type) {
    return new Schema.Field(name, nullable(type), null, Schema.Field.NULL_DEFAULT_VALUE);
  }

  private Schema nullable(Type type) {
    return Schema.createUnion(Schema.create(Schema.Type.NULL), schema(type));
  }

  private Schema schema(Type type) {
    return switch (type) {
      case BooleanType t -> Schema.create(Schema.Type.BOOLEAN);
      case TinyintType t -> Schema.create(Schema.Type.INT);
      case SmallintType t -> Schema.create(Schema.Type.INT);
      case IntegerType t -> Schema.create(Schema.Type.INT);
      case BigintType t -> Schema.create(Schema.Type.LONG);
      case RealType t -> Schema.create(Schema.Type.FLOAT);
      case DoubleType t -> Schema.create(Schema.Type.DOUBLE);
      case VarbinaryType t -> Schema.create(Schema.Type.BYTES);
      case VarcharType t -> text("varchar", t.getLength().orElse(LENGTH_UNKNOWN));
      case CharType t -> text("char", t.getLength());
      case DecimalType t ->
          LogicalTypes.decimal(t.getPrecision(), t.getScale())
              .addToSchema(Schema.create(Schema.Type.BYTES));
      case DateType t -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case TimestampType t ->
          LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
      case ArrayType t -> Schema.createArray(nullable(t.getElementType()));
      case MapType t when t.getKeyType() instanceof VarcharType ->
          Schema.createMap(nullable(t.getValueType()));
      case RowType t -> row(t);
      default ->
          throw EngineException.unsupported(
              "A column of type " + type.getDisplayName() + " in an Avro file");
    };
  }

  private static Schema text(String name, int length) {
    Schema schema = Schema.create(Schema.Type.STRING);
    if (length != LENGTH_UNKNOWN) {
      schema.addProp("logicalType", name);
      schema.addProp("maxLength", length);
    }
    return schema;
  }

  private Schema row(RowType type) {
    String name = "record_" + records++;
    List<Schema.Field> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      fields.add(field(field.getName().orElse("field" + fields.size()), field.getType()));
    }
    return Schema.createRecord(name, null, null, false, fields);
  }
}

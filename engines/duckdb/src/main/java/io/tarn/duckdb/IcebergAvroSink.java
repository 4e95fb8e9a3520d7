package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.IcebergLayout;
import io.trino.hive.formats.avro.AvroCompressionKind;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Timestamps;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * An Avro file of an Iceberg table: the schema is Iceberg's own, with the fields' numbers. Source:
 * Apache Iceberg, "Table Spec", "Appendix A: Avro".
 */
final class IcebergAvroSink implements PageWriters.Sink {
  private final Schema schema;
  private final List<Type> types;
  private final DataFileWriter<Integer> writer;
  private Page page;

  IcebergAvroSink(int columns, IcebergLayout layout, AvroCompressionKind codec, OutputStream out)
      throws IOException {
    this.schema = new Schema.Parser().parse(layout.avro());
    this.types = layout.types();
    this.page = new Page(0, new Block[columns]);
    this.writer = new DataFileWriter<>(new Rows());
    writer.setCodec(codec.getCodecFactory());
    writer.create(schema, out);
  }

  @Override
  public void write(Page rows) throws IOException {
    page = rows;
    for (int i = 0; i < rows.getPositionCount(); i++) {
      writer.append(i);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** Writes a row of the page by its number. */
  private final class Rows implements DatumWriter<Integer> {
    @Override
    public void setSchema(@Nullable Schema unused) {
      // It is known.
    }

    @Override
    public void write(Integer row, Encoder out) throws IOException {
      List<Schema.Field> fields = schema.getFields();
      for (int i = 0; i < fields.size(); i++) {
        encode(fields.get(i).schema(), types.get(i), page.getBlock(i), row, out);
      }
    }
  }

  private static void encode(Schema nullable, Type type, Block block, int i, Encoder out)
      throws IOException {
    Schema schema = nullable;
    if (nullable.getType() == Schema.Type.UNION) {
      int empty = nullable.getIndexNamed("null");
      out.writeIndex(block.isNull(i) ? empty : 1 - empty);
      if (block.isNull(i)) {
        out.writeNull();
        return;
      }
      schema = nullable.getTypes().get(1 - empty);
    } else if (block.isNull(i)) {
      throw new EngineException(
          "CONSTRAINT_VIOLATION", "NULL value not allowed for NOT NULL column");
    }
    switch (type) {
      case ArrayType list -> list(schema, list, block, i, out);
      case MapType map -> map(schema, map, block, i, out);
      case RowType row -> {
        SqlRow value = row.getObject(block, i);
        for (int field = 0; field < row.getFields().size(); field++) {
          encode(
              schema.getFields().get(field).schema(),
              row.getFields().get(field).getType(),
              value.getRawFieldBlock(field),
              value.getRawIndex(),
              out);
        }
      }
      default -> leaf(schema, type, block, i, out);
    }
  }

  private static void list(Schema schema, ArrayType type, Block block, int i, Encoder out)
      throws IOException {
    Block elements = type.getObject(block, i);
    out.writeArrayStart();
    out.setItemCount(elements.getPositionCount());
    for (int element = 0; element < elements.getPositionCount(); element++) {
      out.startItem();
      encode(schema.getElementType(), type.getElementType(), elements, element, out);
    }
    out.writeArrayEnd();
  }

  /** Avro's own maps have keys of text; all others are lists of pairs. */
  private static void map(Schema schema, MapType type, Block block, int i, Encoder out)
      throws IOException {
    SqlMap map = type.getObject(block, i);
    boolean pairs = schema.getType() == Schema.Type.ARRAY;
    Schema key =
        pairs
            ? schema.getElementType().getFields().getFirst().schema()
            : Schema.create(Schema.Type.STRING);
    Schema value =
        pairs ? schema.getElementType().getFields().get(1).schema() : schema.getValueType();
    if (pairs) {
      out.writeArrayStart();
    } else {
      out.writeMapStart();
    }
    out.setItemCount(map.getSize());
    for (int entry = 0; entry < map.getSize(); entry++) {
      int at = map.getRawOffset() + entry;
      out.startItem();
      encode(key, type.getKeyType(), map.getRawKeyBlock(), at, out);
      encode(value, type.getValueType(), map.getRawValueBlock(), at, out);
    }
    if (pairs) {
      out.writeArrayEnd();
    } else {
      out.writeMapEnd();
    }
  }

  private static void leaf(Schema schema, Type type, Block block, int i, Encoder out)
      throws IOException {
    switch (type) {
      case BooleanType t -> out.writeBoolean(t.getBoolean(block, i));
      case IntegerType t -> out.writeInt((int) t.getLong(block, i));
      case BigintType t -> out.writeLong(t.getLong(block, i));
      case RealType t -> out.writeFloat(t.getFloat(block, i));
      case DoubleType t -> out.writeDouble(t.getDouble(block, i));
      case VarcharType t -> out.writeBytes(t.getSlice(block, i).getBytes());
      case VarbinaryType t -> out.writeBytes(t.getSlice(block, i).getBytes());
      case UuidType t -> out.writeFixed(t.getSlice(block, i).getBytes());
      case DecimalType t -> out.writeFixed(decimal(t, block, i, schema.getFixedSize()));
      case DateType t -> out.writeInt((int) t.getLong(block, i));
      case TimeType t ->
          out.writeLong(t.getLong(block, i) / Timestamps.PICOSECONDS_PER_MICROSECOND);
      case TimestampType t -> out.writeLong(t.getLong(block, i));
      case TimestampWithTimeZoneType t -> {
        LongTimestampWithTimeZone instant = (LongTimestampWithTimeZone) t.getObject(block, i);
        out.writeLong(
            Math.multiplyExact(
                    instant.getEpochMillis(), (long) Timestamps.MICROSECONDS_PER_MILLISECOND)
                + instant.getPicosOfMilli() / Timestamps.PICOSECONDS_PER_MICROSECOND);
      }
      default ->
          throw EngineException.unsupported(
              "A column of type " + type.getDisplayName() + " in an Avro file");
    }
  }

  /** The unscaled number in so many bytes, the first one first. */
  private static byte[] decimal(DecimalType type, Block block, int i, int size) {
    Int128 value =
        type.isShort() ? Int128.valueOf(type.getLong(block, i)) : (Int128) type.getObject(block, i);
    byte[] digits = value.toBigEndianBytes();
    if (size <= digits.length) {
      return Arrays.copyOfRange(digits, digits.length - size, digits.length);
    }
    byte[] wide = new byte[size];
    Arrays.fill(wide, 0, size - digits.length, value.isNegative() ? (byte) -1 : 0);
    System.arraycopy(digits, 0, wide, size - digits.length, digits.length);
    return wide;
  }
}

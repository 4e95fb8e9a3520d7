package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.hive.formats.avro.AvroFileReader;
import io.trino.hive.formats.avro.AvroTypeException;
import io.trino.hive.formats.avro.HiveAvroTypeBlockHandler;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * Avro by Trino's reader. The table's {@code avro.schema.literal}, or what its columns come to, is
 * the reader's schema; the file's own is resolved against it by Avro's rules.
 */
final class AvroFiles {
  private AvroFiles() {}

  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> columns, LongConsumer bytes)
      throws IOException {
    LakeTable layout = part.file().layout();
    Schema table = schema(layout);
    List<Schema.Field> fields = new ArrayList<>();
    int[] places = new int[columns.size()];
    for (int i = 0; i < places.length; i++) {
      Schema.Field field = find(table, columns.get(i));
      places[i] = field == null ? -1 : fields.size();
      if (field != null) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    Schema wanted =
        Schema.createRecord(table.getName(), table.getDoc(), table.getNamespace(), false, fields);
    HiveAvroTypeBlockHandler handler = new HiveAvroTypeBlockHandler(TimestampType.TIMESTAMP_MILLIS);
    try {
      List<Type> types = new ArrayList<>();
      for (Schema.Field field : fields) {
        types.add(handler.typeFor(field.schema()));
      }
      AvroFileReader reader =
          new AvroFileReader(
              new PinnedInput(part.file()),
              wanted,
              handler,
              part.start(),
              OptionalLong.of(part.length()));
      return new Rows(reader, columns, places, types, bytes);
    } catch (AvroTypeException | AvroRuntimeException e) {
      throw new EngineException(
          "HIVE_BAD_DATA",
          "Malformed Avro file, or one that its table's schema does not fit: "
              + BadLine.clean(String.valueOf(e.getMessage()))
              + " ["
              + part.file().uri()
              + "]",
          e);
    }
  }

  /** A table's schema: what it declares as such, or what its columns come to. */
  static Schema schema(LakeTable layout) {
    String literal = layout.property("avro.schema.literal", "none");
    if (literal.isBlank() || literal.equals("none")) {
      if (!layout.property("avro.schema.url", "").isBlank()) {
        throw EngineException.unsupported("The SerDe property avro.schema.url");
      }
      return AvroSchemas.of(layout.name(), layout.columns());
    }
    try {
      Schema schema = new Schema.Parser().parse(literal);
      if (schema.getType() == Schema.Type.RECORD) {
        return schema;
      }
    } catch (SchemaParseException e) {
      throw new EngineException(
          "HIVE_INVALID_METADATA",
          "avro.schema.literal of table " + layout.name() + " is no schema: " + e.getMessage(),
          e);
    }
    throw new EngineException(
        "HIVE_INVALID_METADATA", "avro.schema.literal of table " + layout.name() + " is no record");
  }

  private static Schema.@Nullable Field find(Schema table, LakeColumn column) {
    for (Schema.Field field : table.getFields()) {
      if (field.name().equalsIgnoreCase(column.name())) {
        return field;
      }
    }
    return null;
  }

  private record Rows(
      AvroFileReader reader,
      List<LakeColumn> columns,
      int[] places,
      List<Type> types,
      LongConsumer bytes)
      implements PageScans.Pages {
    @Override
    public @Nullable Page next() throws IOException {
      if (!reader.hasNext()) {
        return null;
      }
      Page page = reader.next();
      Block[] blocks = new Block[places.length];
      for (int i = 0; i < blocks.length; i++) {
        Type declared = columns.get(i).type();
        blocks[i] =
            places[i] < 0
                ? RunLengthEncodedBlock.create(declared, null, page.getPositionCount())
                : Coercions.apply(page.getBlock(places[i]), types.get(places[i]), declared);
      }
      return new Page(page.getPositionCount(), blocks);
    }

    @Override
    public void close() throws IOException {
      bytes.accept(reader.getCompletedBytes());
      reader.close();
    }
  }
}

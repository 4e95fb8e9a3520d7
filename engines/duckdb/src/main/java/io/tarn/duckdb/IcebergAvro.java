package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import io.trino.hive.formats.avro.AvroFileReader;
import io.trino.hive.formats.avro.AvroTypeBlockHandler;
import io.trino.hive.formats.avro.AvroTypeException;
import io.trino.hive.formats.avro.BaseAvroTypeBlockHandlerImpls;
import io.trino.hive.formats.avro.BlockBuildingDecoder;
import io.trino.hive.formats.avro.model.AvroReadAction;
import io.trino.spi.Page;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.type.UnknownType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Avro files of Iceberg tables by Trino's reader, in the schema that they were written with: its
 * names are not the table's, its numbers are. Source: Apache Iceberg, "Table Spec", "Appendix A:
 * Avro".
 */
final class IcebergAvro {
  private IcebergAvro() {}

  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> wanted, LongConsumer bytes)
      throws IOException {
    SourceFile file = part.file();
    try {
      Schema schema = schema(file);
      Physical types = new Physical();
      List<FileColumn> stored = new ArrayList<>();
      for (Schema.Field field : schema.getFields()) {
        stored.add(types.field(field));
      }
      IcebergColumns columns = new IcebergColumns(file, "Avro", wanted, stored);
      List<Schema.Field> read = new ArrayList<>();
      for (int place : columns.read()) {
        Schema.Field field = schema.getFields().get(place);
        read.add(new Schema.Field(field, field.schema()));
      }
      AvroFileReader reader =
          new AvroFileReader(
              new PinnedInput(file),
              Schema.createRecord(
                  schema.getName(), schema.getDoc(), schema.getNamespace(), false, read),
              types,
              part.start(),
              OptionalLong.of(part.length()));
      return new Rows(reader, columns, bytes);
    } catch (AvroTypeException | AvroRuntimeException e) {
      throw new EngineException(
          "ICEBERG_BAD_DATA",
          "Malformed Avro file: "
              + BadLine.clean(String.valueOf(e.getMessage()))
              + " ["
              + file.uri()
              + "]",
          e);
    }
  }

  private static Schema schema(SourceFile file) throws IOException {
    try (DataFileReader<Object> reader =
        new DataFileReader<>(file.path().toFile(), new GenericDatumReader<>())) {
      Schema schema = reader.getSchema();
      if (schema.getType() != Schema.Type.RECORD) {
        throw new AvroRuntimeException("Its rows are no records");
      }
      requireEnd(file, reader.previousSync());
      return schema;
    }
  }

  /**
   * Avro's reader takes a file that ends within a block for one that ends before it. The marker
   * that ends a file's header ends each of its blocks, too.
   */
  private static void requireEnd(SourceFile file, long header) throws IOException {
    byte[] marker = new byte[DataFileConstants.SYNC_SIZE];
    byte[] end = new byte[marker.length];
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      PinnedInput.readFully(channel, header - marker.length, marker, 0, marker.length);
      PinnedInput.readFully(channel, channel.size() - end.length, end, 0, end.length);
    }
    if (!Arrays.equals(marker, end)) {
      throw new AvroRuntimeException("It ends within a block");
    }
  }

  /** Values as Avro encodes them; what they mean is said by {@link #column}. */
  private static final class Physical implements AvroTypeBlockHandler {
    @Override
    public void configure(Map<String, byte[]> metadata) {
      // Nothing in a file's metadata changes how its values are encoded.
    }

    @Override
    public Type typeFor(Schema schema) throws AvroTypeException {
      return BaseAvroTypeBlockHandlerImpls.baseTypeFor(schema, this);
    }

    @Override
    public BlockBuildingDecoder blockBuildingDecoderFor(AvroReadAction action)
        throws AvroTypeException {
      return BaseAvroTypeBlockHandlerImpls.baseBlockBuildingDecoderFor(action, this);
    }

    FileColumn field(Schema.Field field) {
      return column(number(field.getObjectProp("field-id")), field.name(), field.schema());
    }

    private FileColumn column(int id, String name, Schema nullable) {
      Schema schema = value(nullable);
      List<FileColumn> children =
          switch (schema.getType()) {
            case RECORD -> schema.getFields().stream().map(this::field).toList();
            case ARRAY -> elements(schema);
            case MAP ->
                List.of(
                    column(
                        number(schema.getObjectProp("key-id")),
                        "key",
                        Schema.create(Schema.Type.STRING)),
                    column(
                        number(schema.getObjectProp("value-id")), "value", schema.getValueType()));
            default -> List.of();
          };
      Type type = known(nullable);
      return new FileColumn(id, name, type, meaning(schema, type), children);
    }

    private List<FileColumn> elements(Schema list) {
      Schema element = value(list.getElementType());
      if ("map".equals(list.getProp("logicalType"))
          && element.getType() == Schema.Type.RECORD
          && element.getFields().size() == 2) {
        return element.getFields().stream().map(this::field).toList();
      }
      return List.of(
          column(number(list.getObjectProp("element-id")), "element", list.getElementType()));
    }

    private static int number(@Nullable Object property) {
      return property instanceof Number number ? number.intValue() : FileColumn.NONE;
    }

    /** What a value is when it is not NULL. */
    private static Schema value(Schema schema) {
      if (schema.getType() == Schema.Type.UNION) {
        List<Schema> values =
            schema.getTypes().stream().filter(one -> one.getType() != Schema.Type.NULL).toList();
        return values.size() == 1 ? values.getFirst() : schema;
      }
      return schema;
    }

    /** A column that nobody asks for must not matter. */
    private Type known(Schema schema) {
      try {
        return typeFor(schema);
      } catch (AvroTypeException | UnsupportedOperationException | IllegalArgumentException e) {
        return UnknownType.UNKNOWN;
      }
    }

    private static Type meaning(Schema schema, Type type) {
      if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
        return decimal.getPrecision() > Decimals.MAX_PRECISION || decimal.getScale() < 0
            ? UnknownType.UNKNOWN
            : DecimalType.createDecimalType(decimal.getPrecision(), decimal.getScale());
      }
      String logical = String.valueOf(schema.getProp("logicalType"));
      return switch (schema.getType()) {
        case INT -> logical.equals("date") ? DateType.DATE : type;
        case LONG ->
            switch (logical) {
              case "time-micros" -> TimeType.TIME_MICROS;
              case "timestamp-micros", "local-timestamp-micros" -> TimestampType.TIMESTAMP_MICROS;
              case "timestamp-millis", "local-timestamp-millis" -> TimestampType.TIMESTAMP_MILLIS;
              default -> type;
            };
        default -> type;
      };
    }
  }

  private static final class Rows implements PageScans.Pages {
    private final AvroFileReader reader;
    private final IcebergColumns columns;
    private final LongConsumer bytes;

    /** How many rows have come: the next one's place in a file that is read from its begin. */
    private long before;

    Rows(AvroFileReader reader, IcebergColumns columns, LongConsumer bytes) {
      this.reader = reader;
      this.columns = columns;
      this.bytes = bytes;
    }

    @Override
    public @Nullable Page next() throws IOException {
      if (!reader.hasNext()) {
        return null;
      }
      Page page = reader.next();
      long first = before;
      before += page.getPositionCount();
      return columns.page(page.getPositionCount(), first, page::getBlock);
    }

    @Override
    public void close() throws IOException {
      bytes.accept(reader.getCompletedBytes());
      reader.close();
    }
  }
}

package io.tarn.server.query;

import static java.util.Objects.requireNonNullElse;

import com.google.flatbuffers.FlatBufferBuilder;
import io.tarn.api.athena.ColumnInfo;
import io.tarn.kernel.ServiceError;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A column of a result in Arrow.
 *
 * @param athena its type in ResultSetMetadata, kept with the field as {@code athena.type}
 */
record ArrowColumn(String name, String athena, ArrowType type) {
  private static final Logger LOG = LoggerFactory.getLogger(ArrowColumn.class);
  private static final String TYPE_KEY = "athena.type";

  /** A column's values in one batch: what is there, where it begins, and the values. */
  record Values(int nulls, List<byte[]> buffers) {}

  /**
   * @param values the first page's, which tell how fine the column's times are: all values of a
   *     column are printed with the same number of digits
   */
  static ArrowColumn of(String name, ColumnInfo info, Stream<@Nullable String> values) {
    String athena = requireNonNullElse(info.type(), "varchar");
    ArrowType type =
        switch (athena) {
          case "tinyint" -> new ArrowType.Whole(1);
          case "smallint" -> new ArrowType.Whole(2);
          case "integer" -> new ArrowType.Whole(4);
          case "bigint" -> new ArrowType.Whole(8);
          case "float" -> new ArrowType.Floating(4);
          case "double" -> new ArrowType.Floating(8);
          case "boolean" -> new ArrowType.Bits();
          case "decimal" ->
              new ArrowType.Decimal128(
                  requireNonNullElse(info.precision(), 38), requireNonNullElse(info.scale(), 0));
          case "date" -> new ArrowType.Day();
          case "time" -> new ArrowType.Clock(digits(values) > 6);
          case "timestamp" -> new ArrowType.Moment(digits(values) > 6, false);
          case "timestamp with time zone" -> new ArrowType.Moment(digits(values) > 6, true);
          case "varbinary" -> new ArrowType.Bytes();
          default -> new ArrowType.Text();
        };
    return new ArrowColumn(name, athena, type);
  }

  private static int digits(Stream<@Nullable String> values) {
    String first = values.filter(Objects::nonNull).findFirst().orElse("");
    int dot = first.indexOf('.');
    int end = dot + 1;
    while (dot >= 0 && end < first.length() && Character.isDigit(first.charAt(end))) {
      end++;
    }
    return dot < 0 ? 0 : end - dot - 1;
  }

  int field(FlatBufferBuilder builder) {
    int named = builder.createString(name);
    int typed = type.write(builder);
    int children = Field.createChildrenVector(builder, new int[0]);
    int key = builder.createString(TYPE_KEY);
    int value = builder.createString(athena);
    int metadata =
        Field.createCustomMetadataVector(
            builder, new int[] {KeyValue.createKeyValue(builder, key, value)});
    return Field.createField(builder, named, true, type.id(), typed, 0, children, metadata);
  }

  /**
   * @throws ServiceError NotAcceptable naming the value that the column's type cannot hold
   */
  Values values(List<List<@Nullable String>> rows, int index) {
    ArrowBytes validity = new ArrowBytes();
    ArrowBytes offsets = new ArrowBytes();
    ArrowBytes data = new ArrowBytes();
    int nulls = 0;
    offsets.number(0, Integer.BYTES);
    for (List<@Nullable String> row : rows) {
      String text = index < row.size() ? row.get(index) : null;
      validity.bit(text != null);
      if (text == null) {
        nulls++;
        absent(data);
      } else {
        append(text, data);
      }
      offsets.number(data.size(), Integer.BYTES);
    }
    return new Values(
        nulls,
        type.hasOffsets()
            ? List.of(validity.take(), offsets.take(), data.take())
            : List.of(validity.take(), data.take()));
  }

  private void absent(ArrowBytes data) {
    if (type instanceof ArrowType.Bits) {
      data.bit(false);
    } else {
      data.bytes(new byte[type.width()]);
    }
  }

  private void append(String text, ArrowBytes data) {
    try {
      type.append(text, data);
    } catch (RuntimeException e) {
      LOG.debug("{} is not written as {}", text, type, e);
      throw new ServiceError(
          "NotAcceptable",
          406,
          "Arrow's type for the column "
              + name
              + " ("
              + athena
              + ") cannot hold "
              + text
              + ": ask for another format, or for the column as varchar");
    }
  }
}

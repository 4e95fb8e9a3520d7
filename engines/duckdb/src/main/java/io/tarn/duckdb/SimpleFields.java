package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.tarn.sql.spi.LakeColumn;
import io.trino.hive.formats.ByteSearch;
import io.trino.hive.formats.encodings.text.TextColumnEncoding;
import io.trino.hive.formats.encodings.text.TextColumnEncodingFactory;
import io.trino.hive.formats.encodings.text.TextEncodingOptions;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.spi.PageBuilder;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines by LazySimpleSerDe, as Trino's {@code SimpleDeserializer} reads them, which it equals value
 * by value. A value in its usual spelling is decoded here ({@link PlainValues}); all others, and
 * all types without such a spelling, by the decoder that Trino has for the type.
 */
final class SimpleFields implements LineDeserializer {
  private final List<LakeColumn> columns;
  private final @Nullable Field[] fields;
  private final byte[] nullSequence;
  private final byte separator;
  private final boolean isEscaped;
  private final byte escape;
  private final boolean lastTakesRest;
  private Slice line = Slices.EMPTY_SLICE;

  /** A wanted column: where it goes, and how its text is decoded. */
  private record Field(int place, TextColumnEncoding encoding, PlainValues plain) {}

  /**
   * @param columns the wanted ones, whose places in the line are their indexes
   * @param count how many columns the table has
   */
  SimpleFields(List<LakeColumn> columns, int count, Map<String, String> properties) {
    TextEncodingOptions options = TextEncodingOptions.fromSchema(properties);
    TextColumnEncodingFactory encodings = new TextColumnEncodingFactory(options);
    this.columns = columns;
    this.fields = new Field[count];
    for (int i = 0; i < columns.size(); i++) {
      Type type = columns.get(i).type();
      fields[columns.get(i).index()] =
          new Field(i, encodings.getEncoding(type), PlainValues.of(type, options));
    }
    this.nullSequence = options.getNullSequence().getBytes();
    this.separator = options.getSeparators().getByte(0);
    this.isEscaped = options.getEscapeByte() != null;
    this.escape = isEscaped ? options.getEscapeByte() : 0;
    this.lastTakesRest = options.isLastColumnTakesRest();
  }

  @Override
  public List<? extends Type> getTypes() {
    return columns.stream().map(LakeColumn::type).toList();
  }

  @Override
  public void deserialize(LineBuffer buffer, PageBuilder page) throws IOException {
    page.declarePosition();
    byte[] bytes = buffer.getBuffer();
    if (line.byteArray() != bytes) {
      line = Slices.wrappedBuffer(bytes);
    }
    int end = buffer.getLength();
    int from = 0;
    int place = 0;
    while (place < fields.length) {
      int to =
          lastTakesRest && place == fields.length - 1 && place > 0 ? end : end(bytes, from, end);
      Field field = fields[place];
      if (field != null) {
        decode(field, page.getBlockBuilder(field.place()), bytes, from, to);
      }
      place++;
      if (to >= end) {
        break;
      }
      from = to + 1;
    }
    for (; place < fields.length; place++) {
      Field field = fields[place];
      if (field != null) {
        page.getBlockBuilder(field.place()).appendNull();
      }
    }
  }

  /**
   * Where the value that begins there ends: at a separator that is not escaped, or the line's end.
   */
  private int end(byte[] bytes, int from, int end) {
    if (!isEscaped) {
      int found = ByteSearch.indexOfByte(bytes, from, end, separator);
      return found < 0 ? end : found;
    }
    int at = from;
    while (at < end) {
      int found = ByteSearch.indexOfByte(bytes, at, end, separator, escape);
      if (found < 0) {
        return end;
      }
      if (bytes[found] == separator) {
        return found;
      }
      at = found + 2;
    }
    return end;
  }

  private void decode(Field field, BlockBuilder builder, byte[] bytes, int from, int to)
      throws IOException {
    if (Arrays.equals(bytes, from, to, nullSequence, 0, nullSequence.length)) {
      builder.appendNull();
    } else if (!field.plain().decode(bytes, from, to, builder)) {
      field.encoding().decodeValueInto(builder, line, from, to - from);
    }
  }
}

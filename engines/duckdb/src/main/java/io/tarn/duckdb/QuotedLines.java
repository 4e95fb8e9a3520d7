package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.hive.formats.line.csv.CsvDeserializerFactory;
import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import io.trino.spi.block.Block;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenCSVSerde: quoted text, and what Athena adds to it: numbers, booleans, days since 1970 for
 * date and milliseconds for timestamp. Source: Athena User Guide, "Open CSV SerDe for processing
 * CSV".
 */
final class QuotedLines implements LineDeserializer {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final long MICROS_OF_MILLI = 1000;

  private final List<LakeColumn> columns;
  private final LineDeserializer texts;
  private final PageBuilder raw;

  QuotedLines(LakeTable layout, List<LakeColumn> columns) {
    this.columns = columns;
    check(columns);
    texts =
        new CsvDeserializerFactory()
            .create(
                columns.stream()
                    .map(
                        column ->
                            new io.trino.hive.formats.line.Column(
                                column.name(), VarcharType.VARCHAR, column.index()))
                    .toList(),
                layout.properties());
    raw = new PageBuilder(1, texts.getTypes());
  }

  static void check(List<LakeColumn> columns) {
    for (LakeColumn column : columns) {
      if (DuckTypes.isNested(column.type())) {
        throw EngineException.unsupported(
            "Column "
                + column.name()
                + " of type "
                + column.type().getDisplayName()
                + " in a table of OpenCSVSerde");
      }
    }
  }

  @Override
  public List<? extends Type> getTypes() {
    return columns.stream().map(LakeColumn::type).toList();
  }

  @Override
  public void deserialize(LineBuffer line, PageBuilder builder) throws IOException {
    raw.reset();
    texts.deserialize(line, raw);
    Page row = raw.build();
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Block text = row.getBlock(i);
      values[i] =
          text.isNull(0)
              ? null
              : value(columns.get(i).type(), VarcharType.VARCHAR.getSlice(text, 0).toStringUtf8());
    }
    builder.declarePosition();
    for (int i = 0; i < values.length; i++) {
      TypeUtils.writeNativeValue(columns.get(i).type(), builder.getBlockBuilder(i), values[i]);
    }
  }

  /** Nothing at all is no number; Athena refuses the whole file for it. */
  static @Nullable Object value(Type type, String text) {
    if (text.isEmpty() && !(type instanceof VarcharType) && !(type instanceof CharType)) {
      return null;
    }
    boolean number = NUMBER.matcher(text).matches();
    Object value =
        switch (type) {
          case DateType t when number -> Long.parseLong(text);
          case TimestampType t when number -> Long.parseLong(text) * MICROS_OF_MILLI;
          default -> FileValues.text(text, type);
        };
    if (value == null || (type instanceof DateType && (long) value != (int) (long) value)) {
      throw new IllegalArgumentException("For input string: \"" + text + "\"");
    }
    return value;
  }
}

package io.tarn.duckdb;

import io.trino.spi.block.Block;
import io.trino.spi.block.ColumnarArray;
import io.trino.spi.block.ColumnarMap;
import io.trino.spi.block.RowBlock;
import io.trino.spi.block.VariableWidthBlockBuilder;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.JsonType;
import java.util.HexFormat;
import java.util.List;
import org.duckdb.DuckDBReadableVector;

/**
 * Values as Athena prints them. Numbers are handed over as numbers and printed in Java; simple
 * types leave DuckDB as text already; all others are printed from Trino's own values.
 */
final class ResultText {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final JavaFunctions javaFunctions;

  ResultText(JavaFunctions javaFunctions) {
    this.javaFunctions = javaFunctions;
  }

  /** What DuckDB has to select for a column. */
  String select(Type type, String sql) {
    return switch (type) {
      case DoubleType t -> sql;
      case RealType t -> sql;
      case DecimalType t -> sql;
      default -> DuckTypes.isInteger(type) ? "CAST(" + sql + " AS BIGINT)" : text(type, sql);
    };
  }

  /** The column's printed form from its vector. */
  static String read(Type type, DuckDBReadableVector vector, long row) {
    return switch (type) {
      case DoubleType t -> Double.toString(vector.getDouble(row));
      case RealType t -> Float.toString(vector.getFloat(row));
      case DecimalType t -> vector.getBigDecimal(row).toPlainString();
      default ->
          DuckTypes.isInteger(type) ? Long.toString(vector.getLong(row)) : vector.getString(row);
    };
  }

  /** A value as text inside SQL. */
  String text(Type type, String sql) {
    if (DuckTypes.isInteger(type)) {
      return "CAST(" + sql + " AS VARCHAR)";
    }
    return switch (type) {
      case VarcharType t -> sql;
      case JsonType t -> sql;
      case BooleanType t -> "CAST(" + sql + " AS VARCHAR)";
      case DecimalType t -> "CAST(" + sql + " AS VARCHAR)";
      case DateType t -> ofFourDigits(type, sql, "%Y-%m-%d");
      case TimestampType t when t.getPrecision() == 0 ->
          ofFourDigits(type, sql, "%Y-%m-%d %H:%M:%S");
      case TimestampType t when t.getPrecision() == 3 ->
          ofFourDigits(type, sql, "%Y-%m-%d %H:%M:%S.%g");
      default -> printed(type, sql);
    };
  }

  /** DuckDB prints years before 0 and after 9999 otherwise. */
  private String ofFourDigits(Type type, String sql, String format) {
    return "CASE WHEN year("
        + sql
        + ") BETWEEN 0 AND 9999 THEN strftime("
        + sql
        + ", '"
        + format
        + "') ELSE "
        + printed(type, sql)
        + " END";
  }

  private String printed(Type type, String sql) {
    return javaFunctions.columns(
        "the text of " + type.getDisplayName(),
        List.of(type),
        VarcharType.VARCHAR,
        () -> page -> column(type, page.getBlock(0)),
        List.of(sql));
  }

  private static Block column(Type type, Block block) {
    int rows = block.getPositionCount();
    VariableWidthBlockBuilder builder = VarcharType.VARCHAR.createBlockBuilder(null, rows);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      if (block.isNull(row)) {
        builder.appendNull();
      } else {
        text.setLength(0);
        print(type, block, row, text);
        VarcharType.VARCHAR.writeString(builder, text.toString());
      }
    }
    return builder.build();
  }

  private static void print(Type type, Block block, int position, StringBuilder text) {
    if (block.isNull(position)) {
      text.append("null");
      return;
    }
    switch (type) {
      case ArrayType t -> {
        ColumnarArray array = ColumnarArray.toColumnarArray(block.getRegion(position, 1));
        text.append('[');
        for (int i = 0; i < array.getLength(0); i++) {
          text.append(i == 0 ? "" : ", ");
          print(t.getElementType(), array.getElementsBlock(), array.getOffset(0) + i, text);
        }
        text.append(']');
      }
      case MapType t -> {
        ColumnarMap map = ColumnarMap.toColumnarMap(block.getRegion(position, 1));
        text.append('{');
        for (int i = 0; i < map.getEntryCount(0); i++) {
          text.append(i == 0 ? "" : ", ");
          print(t.getKeyType(), map.getKeysBlock(), map.getOffset(0) + i, text);
          text.append('=');
          print(t.getValueType(), map.getValuesBlock(), map.getOffset(0) + i, text);
        }
        text.append('}');
      }
      case RowType t -> row(t, block, position, text);
      case VarbinaryType t -> text.append(HEX.formatHex(t.getSlice(block, position).getBytes()));
      default -> text.append(type.getObjectValue(block, position));
    }
  }

  private static void row(RowType type, Block block, int position, StringBuilder text) {
    List<Block> fields = RowBlock.getRowFieldsFromBlock(block.getRegion(position, 1));
    text.append('{');
    for (int i = 0; i < fields.size(); i++) {
      RowType.Field field = type.getFields().get(i);
      text.append(i == 0 ? "" : ", ").append(field.getName().orElse("field" + i)).append('=');
      print(field.getType(), fields.get(i), 0, text);
    }
    text.append('}');
  }
}

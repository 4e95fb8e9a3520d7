package io.tarn.oracle;

import io.trino.spi.block.Block;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trino's values in the words of Athena's result files. */
final class AthenaText {
  private AthenaText() {}

  static @Nullable String of(Type type, Block block, int position) {
    return block.isNull(position) ? null : text(type, block, position);
  }

  private static String text(Type type, Block block, int position) {
    if (block.isNull(position)) {
      return "null";
    }
    return switch (type) {
      case ArrayType array -> {
        Block elements = array.getObject(block, position);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < elements.getPositionCount(); i++) {
          texts.add(text(array.getElementType(), elements, i));
        }
        yield "[" + String.join(", ", texts) + "]";
      }
      case MapType map -> {
        SqlMap value = map.getObject(block, position);
        List<String> texts = new ArrayList<>();
        for (int i = value.getRawOffset(); i < value.getRawOffset() + value.getSize(); i++) {
          texts.add(
              text(map.getKeyType(), value.getRawKeyBlock(), i)
                  + "="
                  + text(map.getValueType(), value.getRawValueBlock(), i));
        }
        yield "{" + String.join(", ", texts) + "}";
      }
      case RowType row -> {
        SqlRow value = row.getObject(block, position);
        List<String> texts = new ArrayList<>();
        for (RowType.Field field : row.getFields()) {
          int i = texts.size();
          texts.add(
              field.getName().orElse("field" + i)
                  + "="
                  + text(field.getType(), value.getRawFieldBlock(i), value.getRawIndex()));
        }
        yield "{" + String.join(", ", texts) + "}";
      }
      case VarbinaryType binary ->
          HexFormat.ofDelimiter(" ").formatHex(binary.getSlice(block, position).getBytes());
      default -> String.valueOf(type.getObjectValue(block, position));
    };
  }
}

package io.tarn.duckdb;

import io.tarn.sql.spi.FieldId;
import io.trino.spi.block.ArrayBlock;
import io.trino.spi.block.Bitmap;
import io.trino.spi.block.Block;
import io.trino.spi.block.DictionaryBlock;
import io.trino.spi.block.MapBlock;
import io.trino.spi.block.RowBlock;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.block.ValueBlock;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a table's type made of those that a file's reader gives: fields of rows in the table's
 * order, at every depth, and widened values.
 */
final class IcebergBlocks {
  private final boolean numbered;

  /**
   * @param numbered whether the file's columns have numbers
   */
  IcebergBlocks(boolean numbered) {
    this.numbered = numbered;
  }

  /** Turns what was read into what is wanted; rows keep their places. */
  interface Step {
    Block apply(Block block);
  }

  /** The place of a field among a file's; -1 where it has none. */
  int find(List<FileColumn> stored, FieldId field, String name) {
    Set<String> names = field.names().isEmpty() ? Set.of(folded(name)) : field.names();
    for (int i = 0; i < stored.size(); i++) {
      FileColumn own = stored.get(i);
      if (numbered ? own.id() == field.id() : names.contains(folded(own.name()))) {
        return i;
      }
    }
    return -1;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** How values of a type are made of a file's; null where they cannot be. */
  @Nullable Step step(Type wanted, FieldId field, FileColumn stored) {
    return switch (wanted) {
      case ArrayType type -> array(type, field, stored);
      case MapType type -> map(type, field, stored);
      case RowType type -> row(type, field, stored);
      default -> IcebergLeaves.step(wanted, stored);
    };
  }

  private @Nullable Step array(ArrayType wanted, FieldId field, FileColumn stored) {
    if (!(stored.type() instanceof ArrayType) || stored.children().size() != 1) {
      return null;
    }
    Step element =
        step(wanted.getElementType(), field.children().getFirst(), stored.children().getFirst());
    return element == null
        ? null
        : values(
            block -> {
              ArrayBlock list = (ArrayBlock) block;
              return list.createProjection(element.apply(list.getElementsBlock()));
            });
  }

  private @Nullable Step map(MapType wanted, FieldId field, FileColumn stored) {
    if (stored.children().size() != 2) {
      return null;
    }
    Step key = step(wanted.getKeyType(), field.children().getFirst(), stored.children().getFirst());
    Step value = step(wanted.getValueType(), field.children().get(1), stored.children().get(1));
    if (key == null || value == null) {
      return null;
    }
    return stored.type() instanceof MapType
        ? values(block -> ofMap((MapBlock) block, wanted, key, value))
        : values(block -> ofPairs((ArrayBlock) block, wanted, key, value));
  }

  private static Block ofMap(MapBlock block, MapType wanted, Step key, Step value) {
    return entries(
        block,
        block.getRawOffsets(),
        block.getOffsetBase(),
        key.apply(block.getKeyBlock()),
        value.apply(block.getValueBlock()),
        wanted);
  }

  /** As Avro keeps maps whose keys are no text. */
  private static Block ofPairs(ArrayBlock block, MapType wanted, Step key, Step value) {
    List<Block> pairs = RowBlock.getRowFieldsFromBlock(block.getElementsBlock());
    return entries(
        block,
        block.getRawOffsets(),
        block.getOffsetBase(),
        key.apply(pairs.getFirst()),
        value.apply(pairs.get(1)),
        wanted);
  }

  /** Maps in the places of a block's own entries. */
  private static Block entries(
      ValueBlock block, int[] raw, int base, Block keys, Block values, MapType wanted) {
    int count = block.getPositionCount();
    int[] offsets = new int[count + 1];
    for (int i = 0; i <= count; i++) {
      offsets[i] = raw[base + i] - raw[base];
    }
    Optional<long[]> valid = Optional.empty();
    if (block.hasNull()) {
      long[] words = Bitmap.allocateWords(count, true);
      for (int i = 0; i < count; i++) {
        if (block.isNull(i)) {
          Bitmap.clear(words, 0, i);
        }
      }
      valid = Optional.of(words);
    }
    return MapBlock.fromKeyValueBlock(valid, offsets, keys, values, wanted);
  }

  private @Nullable Step row(RowType wanted, FieldId field, FileColumn stored) {
    if (!(stored.type() instanceof RowType)) {
      return null;
    }
    List<Function<RowBlock, Block>> fields = new ArrayList<>();
    for (int i = 0; i < wanted.getFields().size(); i++) {
      RowType.Field own = wanted.getFields().get(i);
      FieldId child = field.children().get(i);
      int at = find(stored.children(), child, own.getName().orElse(""));
      if (at < 0) {
        fields.add(
            row -> RunLengthEncodedBlock.create(own.getType(), null, row.getPositionCount()));
        continue;
      }
      Step step = step(own.getType(), child, stored.children().get(at));
      if (step == null) {
        return null;
      }
      fields.add(row -> step.apply(row.getFieldBlock(at)));
    }
    return values(
        block -> {
          RowBlock row = (RowBlock) block;
          return row.createProjection(
              fields.stream().map(one -> one.apply(row)).toArray(Block[]::new));
        });
  }

  /** Works on the values themselves, however many rows share one. */
  static Step values(Function<ValueBlock, Block> work) {
    return block ->
        switch (block) {
          case RunLengthEncodedBlock repeated ->
              RunLengthEncodedBlock.create(
                  work.apply(repeated.getValue()), repeated.getPositionCount());
          case DictionaryBlock dictionary ->
              dictionary.createProjection(work.apply(dictionary.getDictionary()));
          case ValueBlock plain -> work.apply(plain);
        };
  }
}

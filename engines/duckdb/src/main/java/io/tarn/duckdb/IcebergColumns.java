package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.TypeUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Columns of an Iceberg table over those of one of its files: found by number, in files without
 * numbers by name; what the file does not have is its partition's, the column's default, or NULL.
 * Source: Apache Iceberg, "Table Spec", "Column Projection".
 */
final class IcebergColumns {
  private final List<LakeColumn> wanted;
  private final List<Integer> read = new ArrayList<>();
  private final List<IcebergBlocks.@Nullable Step> steps = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final List<@Nullable Block> given = new ArrayList<>();

  /**
   * @param wanted data columns, or the row's place as a column of that kind
   * @param stored what the file has
   * @throws EngineException ICEBERG_BAD_DATA for a type that no column of the table ever had
   */
  IcebergColumns(SourceFile file, String format, List<LakeColumn> wanted, List<FileColumn> stored) {
    this.wanted = List.copyOf(wanted);
    boolean numbered = stored.stream().anyMatch(FileColumn::isNumbered);
    IcebergBlocks blocks = new IcebergBlocks(numbered);
    for (LakeColumn column : wanted) {
      int at = column.field() == null ? -1 : blocks.find(stored, column.field(), column.name());
      IcebergBlocks.Step step = null;
      Block constant = null;
      if (at >= 0) {
        step = blocks.step(column.type(), requireNonNull(column.field()), stored.get(at));
        if (step == null) {
          throw incompatible(file, format, column, stored.get(at));
        }
        if (!read.contains(at)) {
          read.add(at);
        }
      } else if (column.kind() == LakeColumn.Kind.DATA) {
        constant = TypeUtils.writeNativeValue(column.type(), absent(file, column.field()));
      }
      steps.add(step);
      places.add(read.indexOf(at));
      given.add(constant);
    }
  }

  private static @Nullable Object absent(SourceFile file, @Nullable FieldId field) {
    return field == null ? null : file.absent().get(field.id());
  }

  private static EngineException incompatible(
      SourceFile file, String format, LakeColumn column, FileColumn stored) {
    return new EngineException(
        "ICEBERG_BAD_DATA",
        "Field "
            + column.name()
            + "'s type "
            + stored.meaning().getDisplayName()
            + " in "
            + format
            + " file "
            + file.uri()
            + " is incompatible with type "
            + column.type().getDisplayName()
            + " defined in table schema");
  }

  /** The places of the file's columns that have to be read. */
  List<Integer> read() {
    return read;
  }

  /**
   * The wanted columns of some rows.
   *
   * @param first the place of their first row in the file
   * @param blocks what was read, in the order of {@link #read}
   */
  Page page(int rows, long first, IntFunction<Block> blocks) {
    Block[] columns = new Block[wanted.size()];
    for (int i = 0; i < columns.length; i++) {
      IcebergBlocks.Step step = steps.get(i);
      Block constant = given.get(i);
      if (step != null) {
        columns[i] = step.apply(blocks.apply(places.get(i)));
      } else if (constant != null) {
        columns[i] = RunLengthEncodedBlock.create(constant, rows);
      } else {
        columns[i] = numbers(first, rows);
      }
    }
    return new Page(rows, columns);
  }

  private static Block numbers(long first, int rows) {
    long[] numbers = new long[rows];
    for (int i = 0; i < rows; i++) {
      numbers[i] = first + i;
    }
    return new LongArrayBlock(rows, Optional.empty(), numbers);
  }
}

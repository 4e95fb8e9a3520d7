package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.Page;
import io.trino.spi.TrinoException;
import io.trino.spi.block.Block;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of a scan that Java reads. Large files are read in several parts where their format
 * allows it; what is the same for all rows of a file is put beside its columns here.
 */
final class FileScan implements PageScans.Source {
  private static final long PART = 32L << 20;
  private static final int BYTES_OF_ROW = 100;

  private final List<String> names;
  private final List<LakeColumn> columns;
  private final List<Part> parts = new ArrayList<>();
  private final LongConsumer read;
  private final long estimatedRows;

  /** A stretch of a file: the rows that begin in it. */
  record Part(SourceFile file, long start, long length) {
    boolean isWhole() {
      return start == 0 && length == file.size();
    }
  }

  /**
   * @param names what the columns are called in SQL
   * @param columns what they are; one of rows' places is a number here
   * @param read told what is read of files that are not read as a whole
   */
  FileScan(
      List<String> names, List<LakeColumn> columns, List<SourceFile> files, LongConsumer read) {
    this.read = read;
    this.names = names;
    this.columns = columns;
    boolean placed = columns.stream().anyMatch(FileScan::isPlace);
    long all = 0;
    for (SourceFile file : files) {
      all += file.size();
      // Of Avro's blocks nobody knows how many rows come before them.
      boolean split =
          FileReaders.isSplittable(file) && !(placed && file.layout().format() == TableFormat.AVRO);
      long step = split ? PART : Math.max(1, file.size());
      for (long start = 0; start < file.size(); start += step) {
        parts.add(new Part(file, start, Math.min(step, file.size() - start)));
      }
      if (file.size() == 0 && FileReaders.isIceberg(file.layout())) {
        // Metadata says that there are rows; the reader says what is wrong.
        parts.add(new Part(file, 0, 0));
      }
    }
    estimatedRows = all / BYTES_OF_ROW;
  }

  private static boolean isPlace(LakeColumn column) {
    return column.kind() == LakeColumn.Kind.ROW_ID;
  }

  private static boolean isOfRows(LakeColumn column) {
    return !column.isOfFile() || isPlace(column);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public List<Type> types() {
    return columns.stream().map(LakeColumn::type).toList();
  }

  @Override
  public int parts() {
    return parts.size();
  }

  @Override
  public long estimatedRows() {
    return estimatedRows;
  }

  @Override
  public PageScans.Pages open(int number, int[] wanted) throws IOException {
    Part part = parts.get(number);
    SourceFile file = part.file();
    List<LakeColumn> data = new ArrayList<>();
    for (int column : wanted) {
      if (isOfRows(columns.get(column))) {
        data.add(columns.get(column));
      }
    }
    @Nullable Block[] constants = new Block[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      if (!isOfRows(columns.get(wanted[i]))) {
        constants[i] = FileValues.block(file, columns.get(wanted[i]));
      }
    }
    try {
      return new Rows(file, FileReaders.open(part, data, read), constants);
    } catch (EngineException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw FileReaders.isIceberg(file.layout()) ? unopened(part, e) : unreadable(file, e);
    }
  }

  private record Rows(SourceFile file, PageScans.Pages pages, @Nullable Block[] constants)
      implements PageScans.Pages {
    @Override
    public @Nullable Page next() throws IOException {
      Page page;
      try {
        page = pages.next();
      } catch (EngineException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        throw unreadable(file, e);
      }
      if (page == null) {
        return null;
      }
      Block[] blocks = new Block[constants.length];
      int next = 0;
      for (int i = 0; i < blocks.length; i++) {
        Block constant = constants[i];
        blocks[i] =
            constant == null
                ? page.getBlock(next++)
                : RunLengthEncodedBlock.create(constant, page.getPositionCount());
      }
      return new Page(page.getPositionCount(), blocks);
    }

    @Override
    public void close() throws IOException {
      pages.close();
    }
  }

  private static EngineException unopened(Part part, Exception cause) {
    return new EngineException(
        "ICEBERG_CANNOT_OPEN_SPLIT",
        "Error opening Iceberg split "
            + part.file().uri()
            + " (offset="
            + part.start()
            + ", length="
            + part.length()
            + "): "
            + BadLine.clean(String.valueOf(cause.getMessage())),
        cause);
  }

  private static EngineException unreadable(SourceFile file, Exception cause) {
    String code =
        cause instanceof TrinoException failure
            ? failure.getErrorCode().getName()
            : FileReaders.isIceberg(file.layout())
                ? "ICEBERG_BAD_DATA"
                : FileReaders.isColumnar(file.layout().format())
                    ? "HIVE_BAD_DATA"
                    : "HIVE_CURSOR_ERROR";
    return new EngineException(
        code,
        "Failed to read file "
            + file.uri()
            + " of table "
            + file.layout().name()
            + ": "
            + BadLine.clean(String.valueOf(cause.getMessage())),
        cause);
  }
}

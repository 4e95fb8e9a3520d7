package io.tarn.duckdb;

import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.TableFormat;
import io.trino.hive.formats.encodings.ColumnEncodingFactory;
import io.trino.hive.formats.encodings.binary.BinaryColumnEncodingFactory;
import io.trino.hive.formats.encodings.text.TextColumnEncodingFactory;
import io.trino.hive.formats.encodings.text.TextEncodingOptions;
import io.trino.hive.formats.rcfile.RcFileReader;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.joda.time.DateTimeZone;
import org.jspecify.annotations.Nullable;

/** RCFile by Trino's reader; columns are found by their places. */
final class RcFiles {
  private RcFiles() {}

  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> columns, LongConsumer bytes)
      throws IOException {
    ColumnEncodingFactory encodings =
        part.file().layout().format() == TableFormat.RCFILE_TEXT
            ? new TextColumnEncodingFactory(
                TextEncodingOptions.fromSchema(part.file().layout().properties()))
            : new BinaryColumnEncodingFactory(DateTimeZone.UTC);
    Map<Integer, Type> types = new HashMap<>();
    columns.forEach(column -> types.put(column.index(), column.type()));
    RcFileReader reader =
        new RcFileReader(
            new PinnedInput(part.file()), encodings, types, part.start(), part.length());
    return new Rows(reader, columns, bytes);
  }

  private record Rows(RcFileReader reader, List<LakeColumn> columns, LongConsumer bytes)
      implements PageScans.Pages {
    @Override
    public @Nullable Page next() throws IOException {
      int rows = reader.advance();
      if (rows < 0) {
        return null;
      }
      Block[] blocks = new Block[columns.size()];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = reader.readBlock(columns.get(i).index());
      }
      return new Page(rows, blocks);
    }

    @Override
    public void close() throws IOException {
      bytes.accept(reader.getBytesRead());
      reader.close();
    }
  }
}

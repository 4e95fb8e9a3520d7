package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.orc.AbstractOrcDataSource;
import io.trino.orc.NameBasedFieldMapper;
import io.trino.orc.OrcColumn;
import io.trino.orc.OrcCorruptionException;
import io.trino.orc.OrcDataSource;
import io.trino.orc.OrcDataSourceId;
import io.trino.orc.OrcPredicate;
import io.trino.orc.OrcReader;
import io.trino.orc.OrcReaderOptions;
import io.trino.orc.OrcRecordReader;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.joda.time.DateTimeZone;
import org.jspecify.annotations.Nullable;

/**
 * ORC by Trino's reader. Columns are found by their places unless the table says otherwise, as
 * Athena does; files of old Hive, whose columns have no names, always so.
 */
final class OrcFiles {
  static final OrcReaderOptions OPTIONS = new OrcReaderOptions();
  private static final Pattern NO_NAME = Pattern.compile("_col\\d+");

  private OrcFiles() {}

  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> columns, LongConsumer bytes)
      throws IOException {
    SourceFile file = part.file();
    OrcDataSource source = new Source(file);
    boolean opened = false;
    try {
      OrcReader reader = OrcReader.createOrcReader(source, OPTIONS).orElse(null);
      if (reader == null) {
        return new Empty();
      }
      List<OrcColumn> stored = reader.getRootColumn().getNestedColumns();
      boolean byName =
          FileReaders.isByName(file.layout())
              && !stored.stream()
                  .allMatch(column -> NO_NAME.matcher(column.getColumnName()).matches());
      List<OrcColumn> read = new ArrayList<>();
      List<Type> types = new ArrayList<>();
      int[] places = new int[columns.size()];
      for (int i = 0; i < places.length; i++) {
        Optional<OrcColumn> found = find(stored, columns.get(i), byName);
        places[i] = found.isPresent() ? read.size() : -1;
        if (found.isPresent()) {
          read.add(found.get());
          types.add(columns.get(i).type());
        }
      }
      OrcRecordReader rows =
          reader.createRecordReader(
              read,
              types,
              Collections.nCopies(read.size(), OrcReader.fullyProjectedLayout()),
              false,
              OrcPredicate.TRUE,
              part.start(),
              part.length(),
              DateTimeZone.UTC,
              AggregatedMemoryContext.newSimpleAggregatedMemoryContext(),
              OrcReader.INITIAL_BATCH_SIZE,
              failure -> bad(file, failure),
              NameBasedFieldMapper::create);
      opened = true;
      return new Rows(rows, source, columns, places, bytes);
    } catch (OrcCorruptionException e) {
      throw bad(file, e);
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  private static Optional<OrcColumn> find(
      List<OrcColumn> stored, LakeColumn column, boolean byName) {
    if (!byName) {
      return column.index() < stored.size()
          ? Optional.of(stored.get(column.index()))
          : Optional.empty();
    }
    return stored.stream()
        .filter(own -> own.getColumnName().toLowerCase(Locale.ROOT).equals(column.name()))
        .findFirst();
  }

  private static EngineException bad(SourceFile file, Exception cause) {
    if (cause instanceof EngineException known) {
      return known;
    }
    // What Trino's reader finds corrupt it says so itself, with the file's name.
    String message = BadLine.clean(String.valueOf(cause.getMessage()));
    return cause instanceof OrcCorruptionException
        ? new EngineException("HIVE_BAD_DATA", message, cause)
        : new EngineException(
            "HIVE_CURSOR_ERROR", "Failed to read ORC file: " + message + " [" + file.uri() + "]");
  }

  private record Empty() implements PageScans.Pages {
    @Override
    public @Nullable Page next() {
      return null;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private record Rows(
      OrcRecordReader rows,
      OrcDataSource source,
      List<LakeColumn> columns,
      int[] places,
      LongConsumer bytes)
      implements PageScans.Pages {
    @Override
    public @Nullable Page next() throws IOException {
      SourcePage page = rows.nextPage();
      if (page == null) {
        return null;
      }
      Block[] blocks = new Block[places.length];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] =
            places[i] < 0
                ? RunLengthEncodedBlock.create(columns.get(i).type(), null, page.getPositionCount())
                : page.getBlock(places[i]);
      }
      return new Page(page.getPositionCount(), blocks);
    }

    @Override
    public void close() throws IOException {
      bytes.accept(source.getReadBytes());
      rows.close();
    }
  }

  /** A pinned file. */
  static final class Source extends AbstractOrcDataSource {
    private final FileChannel channel;

    Source(SourceFile file) throws IOException {
      super(new OrcDataSourceId(file.uri()), file.size(), OPTIONS);
      channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    }

    @Override
    protected Slice readTailInternal(int length) throws IOException {
      int count = (int) Math.min(length, getEstimatedSize());
      byte[] bytes = new byte[count];
      readInternal(getEstimatedSize() - count, bytes, 0, count);
      return Slices.wrappedBuffer(bytes);
    }

    @Override
    protected void readInternal(long position, byte[] buffer, int offset, int length)
        throws IOException {
      PinnedInput.readFully(channel, position, buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

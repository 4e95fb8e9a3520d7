package io.tarn.duckdb;

import io.airlift.slice.Slices;
import io.tarn.sql.spi.RowDeletes;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.VarcharType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of deletion vectors as a file of deletes by position has them. */
final class DeletionVectors implements PageScans.Source {
  private static final int ROWS_A_VECTOR = 1000;

  private final List<RowDeletes> vectors;

  DeletionVectors(List<RowDeletes> vectors) {
    this.vectors = List.copyOf(vectors);
  }

  @Override
  public List<String> names() {
    return List.of("file_path", "pos");
  }

  @Override
  public List<Type> types() {
    return List.of(VarcharType.VARCHAR, BigintType.BIGINT);
  }

  @Override
  public int parts() {
    return vectors.size();
  }

  @Override
  public long estimatedRows() {
    return (long) vectors.size() * ROWS_A_VECTOR;
  }

  @Override
  public PageScans.Pages open(int part, int[] columns) {
    RowDeletes deletes = vectors.get(part);
    Block uri = TypeUtils.writeNativeValue(VarcharType.VARCHAR, Slices.utf8Slice(deletes.uri()));
    return new Places(java.util.Objects.requireNonNull(deletes.vector()).places(), uri, columns);
  }

  private static final class Places implements PageScans.Pages {
    private final long[] places;
    private final Block uri;
    private final int[] columns;
    private int next;

    Places(long[] places, Block uri, int[] columns) {
      this.places = places;
      this.uri = uri;
      this.columns = columns;
    }

    @Override
    public @Nullable Page next() {
      if (next == places.length) {
        return null;
      }
      int end = Math.min(places.length, next + PageScans.CHUNK);
      long[] some = Arrays.copyOfRange(places, next, end);
      next = end;
      Block[] blocks = new Block[columns.length];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] =
            columns[i] == 0
                ? RunLengthEncodedBlock.create(uri, some.length)
                : new LongArrayBlock(some.length, Optional.empty(), some);
      }
      return new Page(some.length, blocks);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}

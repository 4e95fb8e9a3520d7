package io.tarn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.slice.Slice;
import io.airlift.slice.SliceUtf8;
import io.airlift.slice.Slices;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table function itself: whatever a source does, the process goes on. */
class TestPageScans {
  private static final int PARTS = 20;
  private static final int PAGE = 5000;

  /** Twenty parts of two pages; fails, by an exception or an error, where it is told to. */
  private static final class Numbers implements PageScans.Source {
    private final String fails;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    Numbers(String fails) {
      this.fails = fails;
    }

    private void reach(String place) {
      if (fails.equals(place)) {
        throw new IllegalStateException("failed at " + place);
      }
      if (fails.equals(place + "!")) {
        throw new StackOverflowError("failed at " + place + "!");
      }
    }

    @Override
    public List<String> names() {
      reach("names");
      return List.of("a", "b");
    }

    @Override
    public List<Type> types() {
      reach("types");
      return List.of(BigintType.BIGINT, BigintType.BIGINT);
    }

    @Override
    public int parts() {
      reach("parts");
      return PARTS;
    }

    @Override
    public long estimatedRows() {
      reach("estimatedRows");
      return 1;
    }

    @Override
    public PageScans.Pages open(int part, int[] columns) {
      reach("open");
      opened.incrementAndGet();
      return new PageScans.Pages() {
        private int pages;

        @Override
        public @Nullable Page next() throws IOException {
          reach("next");
          if (pages++ == 2) {
            return null;
          }
          LongArrayBlock[] blocks = new LongArrayBlock[columns.length];
          for (int i = 0; i < blocks.length; i++) {
            long[] values = new long[PAGE];
            for (int row = 0; row < PAGE; row++) {
              values[row] = columns[i] == 0 ? 1 : part;
            }
            blocks[i] = new LongArrayBlock(PAGE, Optional.empty(), values);
          }
          return new Page(PAGE, blocks);
        }

        @Override
        public void close() {
          closed.incrementAndGet();
          reach("close");
        }
      };
    }
  }

  /** By a statement of its own: the driver closes one that has failed. */
  private static String first(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void readsEveryPartOnce() throws SQLException {
    try (DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
      PageScans scans = new PageScans(connection);
      Numbers numbers = new Numbers("nowhere");
      PageScans.Announced announced = scans.announce(numbers);
      assertThat(
              first(
                  connection,
                  "SELECT [sum(a), sum(b), count(*), count(DISTINCT b)] FROM " + announced.sql()))
          .isEqualTo("[200000, 1900000, 200000, 20]");
      assertThat(first(connection, "SELECT count(*) FROM " + announced.sql())).isEqualTo("200000");
      assertThat(first(connection, "SELECT sum(b) FROM " + announced.sql())).isEqualTo("1900000");
      String both = announced.sql() + " x JOIN " + announced.sql() + " y ON x.b = y.b + 19";
      assertThat(first(connection, "SELECT count(*) FROM " + both)).isEqualTo("100000000");
      // A statement that has enough leaves parts unread and closes what it has opened.
      first(connection, "SELECT a FROM " + announced.sql() + " LIMIT 1");
      scans.forget(announced);
      assertThat(numbers.closed.get()).isEqualTo(numbers.opened.get());
      assertThat(scans.isIdle()).isTrue();
      assertThatThrownBy(() -> first(connection, "SELECT * FROM " + announced.sql()))
          .hasMessageContaining("No scan has the number");
    }
  }

  /** A page of texts, as it is and as one text for all rows. */
  private record Texts(List<Slice> values) implements PageScans.Source {
    @Override
    public List<String> names() {
      return List.of("i", "t", "same");
    }

    @Override
    public List<Type> types() {
      return List.of(BigintType.BIGINT, VarcharType.VARCHAR, VarcharType.VARCHAR);
    }

    @Override
    public int parts() {
      return values.size();
    }

    @Override
    public long estimatedRows() {
      return values.size();
    }

    @Override
    public PageScans.Pages open(int part, int[] columns) {
      BlockBuilder texts = VarcharType.VARCHAR.createBlockBuilder(null, 1);
      BlockBuilder one = VarcharType.VARCHAR.createBlockBuilder(null, 1);
      VarcharType.VARCHAR.writeSlice(one, values.get(part));
      long[] numbers = new long[values.size()];
      for (int i = 0; i < values.size(); i++) {
        numbers[i] = i;
        VarcharType.VARCHAR.writeSlice(texts, values.get(i));
      }
      texts.appendNull();
      Block block = texts.build().getRegion(0, values.size());
      Block[] all = {
        new LongArrayBlock(values.size(), Optional.empty(), numbers),
        block,
        RunLengthEncodedBlock.create(one.build(), values.size())
      };
      Page page =
          new Page(
              values.size(), Arrays.stream(columns).mapToObj(i -> all[i]).toArray(Block[]::new));
      return new PageScans.Pages() {
        private @Nullable Page next = page;

        @Override
        public @Nullable Page next() {
          Page rows = next;
          next = null;
          return rows;
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void textsOfEveryLengthAreWhatTheyWere() throws SQLException {
    List<Slice> values = new ArrayList<>();
    for (int length : new int[] {0, 1, 3, 4, 5, 7, 8, 11, 12, 13, 20, 100, 20_000}) {
      for (String letter : List.of("x", "é", "\u0000", "日")) {
        values.add(Slices.utf8Slice(letter.repeat(length)));
      }
    }
    values.add(Slices.wrappedBuffer((byte) 'a', (byte) 0xff, (byte) 'b'));
    try (DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
      PageScans scans = new PageScans(connection);
      PageScans.Announced announced = scans.announce(new Texts(values));
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT i, t, count(*), count(CASE WHEN t = same THEN 1 END) FROM "
                      + announced.sql()
                      + " GROUP BY i, t ORDER BY i")) {
        for (int i = 0; i < values.size(); i++) {
          assertThat(rows.next()).isTrue();
          String wanted = SliceUtf8.fixInvalidUtf8(values.get(i)).toStringUtf8();
          assertThat(rows.getString(2)).as("text %d", i).isEqualTo(wanted);
          assertThat(rows.getInt(3)).isEqualTo(values.size());
          // Texts of no letter are all the same one.
          assertThat(rows.getInt(4)).isEqualTo(wanted.isEmpty() ? 4 : 1);
        }
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void survivesFailuresInEveryCallback() throws SQLException {
    try (DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
      PageScans scans = new PageScans(connection);
      for (String place : List.of("names", "types", "parts", "estimatedRows", "open", "next")) {
        for (String fails : List.of(place, place + "!")) {
          PageScans.Announced announced = scans.announce(new Numbers(fails));
          assertThatThrownBy(() -> first(connection, "SELECT sum(a) FROM " + announced.sql()))
              .hasMessageContaining("failed at " + fails);
          scans.forget(announced);
          assertThat(scans.isIdle()).isTrue();
        }
      }
      // And the instance goes on.
      PageScans.Announced announced = scans.announce(new Numbers("nowhere"));
      assertThat(first(connection, "SELECT sum(a) FROM " + announced.sql())).isEqualTo("200000");
    }
  }
}

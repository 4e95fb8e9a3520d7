package io.tarn.duckdb;

import io.trino.spi.Page;
import io.trino.spi.type.Type;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that Java reads, as a table function of one DuckDB instance: {@code tarn_scan(n)} gives the
 * rows of the n-th source that was announced here.
 *
 * <p>A source has parts (files, or stretches of them), which DuckDB's threads take one by one.
 * Callbacks come from DuckDB's threads: what left one unhandled would end the process, so every
 * failure becomes the statement's error.
 */
final class PageScans implements NativeTables.Callbacks {
  private static final Logger log = LoggerFactory.getLogger(PageScans.class);
  private static final String NAME = "tarn_scan";
  static final int CHUNK = NativeTables.chunkRows();

  private final Map<Long, Source> sources = new ConcurrentHashMap<>();
  private final Map<Long, Run> runs = new ConcurrentHashMap<>();
  private final Map<Long, Worker> workers = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** The ways back into Java; they go when the instance and its statements are forgotten. */
  private final Arena arena = Arena.ofAuto();

  private final MemorySegment release;

  PageScans(DuckDBConnection connection) throws SQLException {
    release = NativeTables.register(connection, NAME, this, arena);
  }

  /** What a scan reads. Called by several threads at once. */
  interface Source {
    List<String> names();

    List<Type> types();

    /** How many parts there are; each is read once, by one thread. */
    int parts();

    /** About how many rows there are. */
    long estimatedRows();

    /**
     * Opens a part.
     *
     * @param columns the places of the columns its pages must have, in their order
     */
    Pages open(int part, int[] columns) throws IOException;
  }

  /** The rows of a part. */
  interface Pages extends Closeable {
    /** The next rows, of any number; null at the end. */
    @Nullable Page next() throws IOException;
  }

  /** One execution of a scan: which parts are still to be read. */
  private record Run(Source source, int[] wanted, int[] places, AtomicInteger nextPart) {}

  /** One thread's place in a run. */
  private static final class Worker {
    private @Nullable Pages pages;
    private @Nullable Page page;
    private int position;

    @Nullable Page next(Run run) throws IOException {
      while (true) {
        Page current = page;
        if (current != null) {
          if (current.getPositionCount() - position > 0) {
            int count = Math.min(CHUNK, current.getPositionCount() - position);
            Page rows =
                count == current.getPositionCount() ? current : current.getRegion(position, count);
            position += count;
            return rows;
          }
          page = null;
        }
        Pages open = pages;
        if (open == null) {
          int part = run.nextPart().getAndIncrement();
          if (part >= run.source().parts()) {
            return null;
          }
          pages = run.source().open(part, run.wanted());
          continue;
        }
        page = open.next();
        position = 0;
        if (page == null) {
          pages = null;
          open.close();
        }
      }
    }

    void close() {
      Pages open = pages;
      pages = null;
      page = null;
      if (open != null) {
        try {
          open.close();
        } catch (IOException | RuntimeException e) {
          log.warn("A file of a scan did not close", e);
        }
      }
    }
  }

  /** Announces a source until it is forgotten; its rows are what the SQL expression gives. */
  Announced announce(Source source) {
    long number = numbers.incrementAndGet();
    sources.put(number, source);
    return new Announced(number, NAME + "(" + number + ")");
  }

  /**
   * A source that statements can read.
   *
   * @param sql the table function's call
   */
  record Announced(long number, String sql) {}

  void forget(Announced announced) {
    sources.remove(announced.number());
  }

  @Override
  public void bind(MemorySegment info) {
    try {
      long number = NativeTables.argument(info);
      Source source = sources.get(number);
      if (source == null) {
        throw new IllegalStateException("No scan has the number " + number);
      }
      List<MemorySegment> types = NativeTypes.of(source.types());
      try {
        for (int i = 0; i < types.size(); i++) {
          NativeTables.addColumn(info, source.names().get(i), types.get(i));
        }
      } finally {
        types.forEach(DuckNative::destroyType);
      }
      NativeTables.setCardinality(info, source.estimatedRows());
      NativeTables.setBound(info, number);
    } catch (Throwable e) {
      NativeTables.setBindError(info, Failures.mark(e));
    }
  }

  @Override
  public void init(MemorySegment info) {
    try {
      Source source = sources.get(NativeTables.bound(info));
      if (source == null) {
        throw new IllegalStateException("The scan has ended");
      }
      long[] asked = NativeTables.columns(info);
      int[] wanted = new int[asked.length];
      int[] places = new int[asked.length];
      int count = 0;
      for (int i = 0; i < asked.length; i++) {
        // DuckDB asks for a row number where it needs the rows' count alone.
        if (asked[i] >= 0 && asked[i] < source.types().size()) {
          wanted[count] = (int) asked[i];
          places[count++] = i;
        }
      }
      // What may fail comes first: a run is let go only when DuckDB has been told of it.
      NativeTables.setThreads(info, Math.max(1, source.parts()));
      long number = numbers.incrementAndGet();
      runs.put(
          number,
          new Run(
              source,
              java.util.Arrays.copyOf(wanted, count),
              java.util.Arrays.copyOf(places, count),
              new AtomicInteger()));
      NativeTables.setState(info, number, release);
    } catch (Throwable e) {
      NativeTables.setInitError(info, Failures.mark(e));
    }
  }

  @Override
  public void initThread(MemorySegment info) {
    try {
      long number = numbers.incrementAndGet();
      workers.put(number, new Worker());
      NativeTables.setState(info, number, release);
    } catch (Throwable e) {
      NativeTables.setInitError(info, Failures.mark(e));
    }
  }

  @Override
  public void fill(MemorySegment info, MemorySegment chunk) {
    try {
      Run run = runs.get(NativeTables.sharedState(info));
      Worker worker = workers.get(NativeTables.threadState(info));
      if (run == null || worker == null) {
        throw new IllegalStateException("The scan has ended");
      }
      Page page = worker.next(run);
      if (page == null) {
        NativeTables.setRows(chunk, 0);
        return;
      }
      for (int i = 0; i < run.places().length; i++) {
        VectorWriter.write(
            page.getBlock(i),
            run.source().types().get(run.wanted()[i]),
            DuckNative.vector(chunk, run.places()[i]));
      }
      NativeTables.setRows(chunk, page.getPositionCount());
    } catch (Throwable e) {
      NativeTables.setRunError(info, Failures.mark(e));
    }
  }

  @Override
  public void release(MemorySegment state) {
    try {
      runs.remove(state.address());
      Worker worker = workers.remove(state.address());
      if (worker != null) {
        worker.close();
      }
    } catch (Throwable e) {
      log.warn("A scan did not end", e);
    }
  }

  /** Whether nothing is announced, and nothing is being read. */
  boolean isIdle() {
    return sources.isEmpty() && runs.isEmpty() && workers.isEmpty();
  }
}

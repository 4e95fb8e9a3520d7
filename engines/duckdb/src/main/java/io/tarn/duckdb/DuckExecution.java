package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.RowSink;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.WriteSpec;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One statement on a connection of its own. */
final class DuckExecution implements Execution {
  private static final Logger log = LoggerFactory.getLogger(DuckExecution.class);

  /** As DuckDB says that a statement was cancelled. */
  static final String INTERRUPT = "INTERRUPT";

  /** A statement that has to read more is large: it takes some tenths of a second at least. */
  private static final long SMALL_BYTES = 16 << 20;

  private final EngineQuery query;
  private final DuckDBConnection connection;
  private final PlanTranslator translator;
  private final Function<DuckDBConnection, PlanTranslator> exact;
  private final Scans scans;
  private final ResultText texts;
  private final JavaFunctions javaFunctions;
  private final boolean onlySmall;
  private volatile @Nullable DuckDBPreparedStatement running;
  private volatile boolean cancelled;

  DuckExecution(
      EngineQuery query,
      DuckDBConnection connection,
      PlanTranslator translator,
      Function<DuckDBConnection, PlanTranslator> exact,
      Scans scans,
      ResultText texts,
      JavaFunctions javaFunctions,
      boolean onlySmall) {
    this.query = query;
    this.connection = connection;
    this.translator = translator;
    this.exact = exact;
    this.scans = scans;
    this.texts = texts;
    this.javaFunctions = javaFunctions;
    this.onlySmall = onlySmall;
  }

  private String sql() {
    return sql(translator);
  }

  private String sql(PlanTranslator by) {
    String sql =
        by.statement(
            query.plan(), (index, type, column) -> texts.select(type, column) + " AS c" + index);
    log.debug("{}", sql);
    return sql;
  }

  @Override
  public Analyzed analyze(boolean json) {
    StringBuilder profile = new StringBuilder();
    try (DuckDBPreparedStatement statement =
            prepare((json ? "EXPLAIN (ANALYZE, FORMAT JSON) " : "EXPLAIN ANALYZE ") + sql());
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        profile.append(rows.getString(2));
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    } finally {
      running = null;
    }
    return new Analyzed(withObjects(profile.toString()), scans.bytes());
  }

  /** Objects by their own names instead of the private files that hold them. */
  private String withObjects(String profile) {
    String shown = profile;
    for (List<SourceFile> files : query.files().values()) {
      for (SourceFile file : files) {
        shown = shown.replace(file.path().toString(), file.uri());
      }
    }
    return shown;
  }

  /**
   * DuckDB's words for a value that does not fit are not Trino's, and it evaluates what Trino would
   * never have reached: what has failed for its values is run once more with Trino's own code.
   */
  @Override
  public Scanned rows(RowSink sink) {
    long[] handed = {0};
    try {
      return rows(
          sql(),
          values -> {
            handed[0]++;
            sink.row(values);
          });
    } catch (SQLException e) {
      EngineException failure = Failures.of(e);
      if (cancelled || !Failures.isOfValues(failure)) {
        throw failure;
      }
      return again(failure, handed[0], sink);
    }
  }

  private Scanned again(EngineException failure, long handed, RowSink sink) {
    Scanned scanned;
    try {
      // Rows that were handed over cannot be taken back: then only the failure's words are looked
      // for.
      scanned = rows(sql(exact.apply(connection)), handed == 0 ? sink : _ -> {});
    } catch (SQLException e) {
      throw Failures.of(e);
    }
    if (handed > 0) {
      throw failure;
    }
    return scanned;
  }

  private Scanned rows(String sql, RowSink sink) throws SQLException {
    List<Type> types = query.plan().getOutputSymbols().stream().map(Symbol::type).toList();
    long rows = 0;
    try (DuckDBPreparedStatement statement = prepare(sql);
        DuckDBChunkedResult result = statement.query()) {
      @Nullable String[] values = new String[types.size()];
      while (result.nextChunk()) {
        // Rows that are ready are handed out without asking whether anybody still wants them.
        if (cancelled) {
          throw new SQLException(INTERRUPT);
        }
        rows += drain(result.chunk(), types, values, sink);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running = null;
    }
    return new Scanned(rows, scans.bytes());
  }

  private DuckDBPreparedStatement prepare(String sql) throws SQLException {
    // What the scans need is known before anything is read.
    if (scans.bytes() > query.bytesMax()) {
      throw new EngineException(EngineException.BYTES_SCANNED, "Bytes scanned limit was exceeded");
    }
    if (onlySmall && scans.expectedBytes() > SMALL_BYTES) {
      throw new PlacedExecution.LargeException();
    }
    log.debug("{}", sql);
    DuckDBPreparedStatement statement = connection.prepare(sql);
    running = statement;
    if (cancelled) {
      statement.close();
      throw new SQLException(INTERRUPT);
    }
    return statement;
  }

  private static long drain(
      DuckDBDataChunkReader chunk, List<Type> types, @Nullable String[] values, RowSink sink)
      throws IOException {
    DuckDBReadableVector[] vectors = new DuckDBReadableVector[types.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(i);
    }
    long count = chunk.rowCount();
    for (long row = 0; row < count; row++) {
      for (int i = 0; i < vectors.length; i++) {
        values[i] = vectors[i].isNull(row) ? null : ResultText.read(types.get(i), vectors[i], row);
      }
      sink.row(values);
    }
    return count;
  }

  @Override
  public Written write(WriteSpec spec) {
    return writer(spec).write();
  }

  @Override
  public Changed change(WriteSpec spec) {
    ChangeWriter changes = new ChangeWriter(this::prepare, writer(spec), spec, query.directory());
    return changes.write(translator.statement(query.plan(), changes::column));
  }

  private FileWriter writer(WriteSpec spec) {
    return new FileWriter(query, spec, translator, scans, javaFunctions, this::prepare);
  }

  @Override
  public void cancel() {
    cancelled = true;
    DuckDBPreparedStatement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        log.warn("A statement could not be cancelled", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("A DuckDB connection did not close", e);
    } finally {
      scans.close();
    }
  }

  /** Compiles SQL so that it can be cancelled. */
  @FunctionalInterface
  interface Preparer {
    DuckDBPreparedStatement prepare(String sql) throws SQLException;
  }
}

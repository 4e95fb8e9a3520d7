package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.ResultSink;
import io.tarn.sql.spi.RowSink;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.WriteSpec;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
  private final Supplier<Translation> exact;
  private final List<Translation> translations = new ArrayList<>();
  private final ResultText texts;
  private final JavaFunctions javaFunctions;
  private final boolean onlySmall;
  private volatile @Nullable DuckDBPreparedStatement running;
  private volatile boolean cancelled;

  DuckExecution(
      EngineQuery query,
      DuckDBConnection connection,
      Translation fast,
      Supplier<Translation> exact,
      ResultText texts,
      JavaFunctions javaFunctions,
      boolean onlySmall) {
    this.query = query;
    this.connection = connection;
    this.translations.add(fast);
    this.exact = exact;
    this.texts = texts;
    this.javaFunctions = javaFunctions;
    this.onlySmall = onlySmall;
  }

  /**
   * The statement in DuckDB's words.
   *
   * @param scans what those words read
   */
  record Translation(PlanTranslator translator, Scans scans) {}

  /** Something that is done with a translation; its files lie in a directory of their own. */
  @FunctionalInterface
  private interface Step<T> {
    T run(Translation translation, Path directory) throws SQLException, IOException;
  }

  /**
   * DuckDB's words for a value that does not fit are not Trino's, and it evaluates what Trino would
   * never have reached: what has failed for its values is run once more with Trino's own code. What
   * the first run has left counts for nothing.
   */
  private <T> T run(Step<T> step) {
    try {
      try {
        return step.run(translations.getFirst(), query.directory());
      } catch (SQLException | EngineException e) {
        EngineException failure = failure(e);
        if (cancelled
            || !(failure.getCause() instanceof SQLException)
            || !Failures.isOfValues(failure)) {
          throw failure;
        }
        Translation again = exact.get();
        translations.add(again);
        return step.run(again, Files.createDirectories(query.directory().resolve("exact")));
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EngineException failure(Exception e) {
    return e instanceof SQLException failed ? Failures.of(failed) : (EngineException) e;
  }

  private String sql(Translation translation) {
    return translation
        .translator()
        .statement(
            query.plan(), (index, type, column) -> texts.select(type, column) + " AS c" + index);
  }

  @Override
  public Analyzed analyze(boolean json) {
    return run((translation, _) -> analyze(translation, json));
  }

  private Analyzed analyze(Translation translation, boolean json) throws SQLException {
    StringBuilder profile = new StringBuilder();
    String explain = json ? "EXPLAIN (ANALYZE, FORMAT JSON) " : "EXPLAIN ANALYZE ";
    try (DuckDBPreparedStatement statement = prepare(translation, explain + sql(translation));
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        profile.append(rows.getString(2));
      }
    } finally {
      running = null;
    }
    return new Analyzed(withObjects(profile.toString()), translation.scans().bytes());
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

  @Override
  public Scanned rows(ResultSink sink) {
    return run((translation, _) -> rows(translation, sink.begin()));
  }

  private Scanned rows(Translation translation, RowSink sink) throws SQLException, IOException {
    List<Type> types = query.plan().getOutputSymbols().stream().map(Symbol::type).toList();
    long rows = 0;
    try (DuckDBPreparedStatement statement = prepare(translation, sql(translation));
        DuckDBChunkedResult result = statement.query()) {
      @Nullable String[] values = new String[types.size()];
      while (result.nextChunk()) {
        // Rows that are ready are handed out without asking whether anybody still wants them.
        if (cancelled) {
          throw new SQLException(INTERRUPT);
        }
        rows += drain(result.chunk(), types, values, sink);
      }
    } finally {
      running = null;
    }
    return new Scanned(rows, translation.scans().bytes());
  }

  private DuckDBPreparedStatement prepare(Translation translation, String sql) throws SQLException {
    Scans scans = translation.scans();
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
    return run((translation, directory) -> writer(translation, spec, directory).write());
  }

  @Override
  public Changed change(WriteSpec spec) {
    return run(
        (translation, directory) -> {
          FileWriter writer = writer(translation, spec, directory);
          ChangeWriter changes =
              new ChangeWriter(sql -> prepare(translation, sql), writer, spec, directory);
          return changes.write(translation.translator().statement(query.plan(), changes::column));
        });
  }

  private FileWriter writer(Translation translation, WriteSpec spec, Path directory) {
    return new FileWriter(
        query.plan(),
        spec,
        directory,
        translation,
        javaFunctions,
        sql -> prepare(translation, sql));
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
      translations.forEach(translation -> translation.scans().close());
    }
  }

  /** Compiles SQL so that it can be cancelled. */
  @FunctionalInterface
  interface Preparer {
    DuckDBPreparedStatement prepare(String sql) throws SQLException;
  }
}

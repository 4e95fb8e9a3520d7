package io.tarn.sql.spi;

import java.util.List;

/**
 * A statement under way in an engine. {@link #cancel} may be called from any thread; everything
 * else belongs to one platform thread.
 */
public interface Execution extends AutoCloseable {
  /**
   * Runs a query to its end.
   *
   * @throws EngineException when the data or the statement does not allow it
   */
  Scanned rows(RowSink sink);

  /**
   * Runs a query to its end, throws its rows away and tells what each step of it took.
   *
   * @param json whether as JSON, otherwise as text for people
   */
  Analyzed analyze(boolean json);

  /** Runs a query and writes its rows to files below the private directory. */
  Written write(WriteSpec spec);

  /** Ends the statement as soon as the engine notices; harmless when it has ended. */
  void cancel();

  @Override
  void close();

  /** How much was read: rows given back and bytes of the columns that were needed. */
  record Scanned(long rows, long bytes) {}

  /** What a query took, in the engine's own words, and the bytes of the columns it needed. */
  record Analyzed(String profile, long bytes) {}

  /** What was written. */
  record Written(List<WrittenFile> files, long rows, long bytes) {}
}

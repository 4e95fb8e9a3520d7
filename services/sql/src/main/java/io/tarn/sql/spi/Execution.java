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

  /** Runs a query and writes its rows to files below the private directory. */
  Written write(WriteSpec spec);

  /** Ends the statement as soon as the engine notices; harmless when it has ended. */
  void cancel();

  @Override
  void close();

  /** How much was read: rows given back and bytes of the columns that were needed. */
  record Scanned(long rows, long bytes) {}

  /** What was written. */
  record Written(List<WrittenFile> files, long rows, long bytes) {}
}

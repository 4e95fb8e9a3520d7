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
   * @param sink begun at least once; what the last beginning was handed is the result
   * @throws EngineException when the data or the statement does not allow it
   */
  Scanned rows(ResultSink sink);

  /**
   * Runs a query to its end, throws its rows away and tells what each step of it took.
   *
   * @param json whether as JSON, otherwise as text for people
   */
  Analyzed analyze(boolean json);

  /** Runs a query and writes its rows to files below the private directory. */
  Written write(WriteSpec spec);

  /**
   * Runs an UPDATE, DELETE or MERGE over an Iceberg table and writes what it changes to files below
   * the private directory.
   *
   * <p>The plan's first output is the operation (1 inserts, 2 deletes, 3 updates), the second the
   * changed row's {@link LakeColumn.Kind#ROW_ID}, the rest are the columns of the spec.
   */
  Changed change(WriteSpec spec);

  /** Ends the statement as soon as the engine notices; harmless when it has ended. */
  void cancel();

  @Override
  void close();

  /** How much was read: rows given back and bytes of the columns that were needed. */
  record Scanned(long rows, long bytes) {}

  /** What a query took, in the engine's own words, and the bytes of the columns it needed. */
  record Analyzed(String profile, long bytes) {}

  /**
   * What an UPDATE, DELETE or MERGE has written.
   *
   * @param inserted new rows and the new form of updated ones
   * @param deleted for each file with rows that are no more, their positions
   * @param rows how many rows were inserted, updated or deleted
   */
  record Changed(Written inserted, List<Deleted> deleted, long rows) {}

  /**
   * Rows of a data file that are no more.
   *
   * @param uri the data file's {@code s3://} name
   * @param file the file of their positions
   */
  record Deleted(String uri, WrittenFile file) {}

  /** What was written. */
  record Written(List<WrittenFile> files, long rows, long bytes) {}
}

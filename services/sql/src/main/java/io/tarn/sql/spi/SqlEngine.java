package io.tarn.sql.spi;

import io.tarn.catalog.spi.ParquetRows;
import java.nio.file.Path;

/**
 * Heavy machinery that runs analysed statements over local files. What it cannot do it refuses by
 * name, before it reads anything.
 *
 * <p>Thread-safe. Every method but {@link #name} may call native code and belongs on a platform
 * thread.
 */
public interface SqlEngine extends ParquetRows, AutoCloseable {
  String name();

  /**
   * Loads what the first statement would otherwise wait for.
   *
   * @param root the directory below which all private directories of statements will lie
   * @param group the work group of that statement
   */
  void warmUp(Path root, String group);

  /**
   * Translates the statement into the engine's own words and makes it ready.
   *
   * @throws EngineException NOT_SUPPORTED naming the construct
   */
  Execution prepare(EngineQuery query, Functions functions);

  @Override
  void close();
}

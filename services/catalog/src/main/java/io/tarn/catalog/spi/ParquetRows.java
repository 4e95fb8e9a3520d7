package io.tarn.catalog.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads Parquet files whose rows the catalog itself must understand, such as checkpoints of Delta
 * Lake's logs. An engine does it; without one, such files are refused by name.
 */
@FunctionalInterface
public interface ParquetRows {
  ParquetRows NONE =
      (file, wanted, row) -> {
        throw new IOException("no engine reads Parquet files here");
      };

  /**
   * Every row as a JSON object of the wanted columns that the file has. May call native code, so
   * that it belongs on a platform thread.
   *
   * @param file a pinned file; the engine may open nothing outside its directory's parent
   * @param wanted struct columns and which of their fields; fields the file lacks are left out
   * @throws IOException naming what is wrong with the file
   */
  void read(Path file, Map<String, List<String>> wanted, Consumer<String> row) throws IOException;
}

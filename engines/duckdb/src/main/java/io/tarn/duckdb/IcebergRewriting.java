package io.tarn.duckdb;

import io.tarn.sql.spi.IcebergLayout;
import io.tarn.sql.spi.TableFormat;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBPreparedStatement;

/**
 * Files of ORC and Avro of the Parquet files that DuckDB has written: which rows belong together
 * and what is known of their columns is found once, for all formats.
 */
final class IcebergRewriting {
  private final WriteSpec spec;
  private final IcebergLayout layout;
  private final Path directory;
  private final Scans scans;
  private final JavaFunctions javaFunctions;
  private final DuckExecution.Preparer preparer;

  IcebergRewriting(
      WriteSpec spec,
      Path directory,
      Scans scans,
      JavaFunctions javaFunctions,
      DuckExecution.Preparer preparer) {
    this.spec = spec;
    this.layout = spec.iceberg().orElseThrow();
    this.directory = directory;
    this.scans = scans;
    this.javaFunctions = javaFunctions;
    this.preparer = preparer;
  }

  /** Whether there is anything to do. */
  static boolean isWanted(WriteSpec spec) {
    return spec.iceberg().isPresent() && spec.format() != TableFormat.PARQUET;
  }

  List<WrittenFile> rewrite(List<WrittenFile> files) {
    List<WrittenFile> rewritten = new ArrayList<>();
    for (WrittenFile file : files) {
      if (file.rows() > 0) {
        rewritten.add(rewrite(file, rewritten.size()));
      }
    }
    return rewritten;
  }

  private WrittenFile rewrite(WrittenFile file, int number) {
    List<String> columns = new ArrayList<>();
    spec.names().forEach(_ -> columns.add("o" + columns.size()));
    String rows =
        scans.written(file.path(), spec.names(), layout.types(), layout.fields(), columns);
    Path own = directory.resolve("rewritten-" + number);
    try {
      Files.createDirectories(own);
      try (PageWriters writers = new PageWriters(spec, layout.types(), own);
          JavaFunctions.Written written = javaFunctions.writing(writers, layout.types(), columns);
          DuckDBPreparedStatement statement =
              preparer.prepare("SELECT " + written.sql() + " AS n FROM (" + rows + ") AS w");
          DuckDBChunkedResult result = statement.query()) {
        while (result.nextChunk()) {
          // The function has written the rows; the result only draws them.
        }
        WrittenFile whole = writers.finish().getFirst();
        Files.delete(file.path());
        return new WrittenFile(
            whole.path(),
            whole.rows(),
            whole.size(),
            file.partition(),
            file.bucket(),
            file.statistics());
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

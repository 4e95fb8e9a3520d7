package io.tarn.duckdb;

import io.tarn.catalog.spi.FileProber;
import io.tarn.catalog.spi.ProbedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet footers with an engine of its own, so that a crawl takes nothing from queries. The
 * engine opens with the first file; its calls run on a few platform threads, never on the caller's.
 */
public final class DuckDbParquetProber implements FileProber, AutoCloseable {
  private static final int THREADS = 4;

  /** All that is asked of a file, in one statement. */
  private static final String FOOTER =
      "SELECT name, type, children, converted, logical, scale, precision, repetition,"
          + " (SELECT num_rows FROM parquet_file_metadata(?)),"
          + " coalesce((SELECT compression FROM parquet_metadata(?) LIMIT 1), 'none')"
          + " FROM (SELECT row_number() OVER () AS place, name, coalesce(type, '') AS type,"
          + " coalesce(num_children, 0) AS children,"
          + " coalesce(CAST(converted_type AS VARCHAR), '') AS converted,"
          + " coalesce(CAST(logical_type AS VARCHAR), '') AS logical, coalesce(scale, 0) AS scale,"
          + " coalesce(precision, 0) AS precision, coalesce(repetition_type, '') AS repetition"
          + " FROM parquet_schema(?)) ORDER BY place";

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("parquet-footer-", 0).factory());
  private @Nullable DuckDBConnection engine;
  private boolean closed;

  @Override
  public Set<String> formats() {
    return Set.of("parquet");
  }

  @Override
  public ProbedFile probe(String format, Path file) throws IOException {
    try {
      return threads.submit(() -> read(file)).get();
    } catch (ExecutionException e) {
      throw unreadable(file, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a footer was read", e);
    }
  }

  /** The engine's message without the private name of the pinned file. */
  private static IOException unreadable(Path file, @Nullable Throwable cause) {
    String message = cause == null ? "unknown fault" : String.valueOf(cause.getMessage());
    String shown = message.replace(file.toString(), "the file").replace('\n', ' ');
    return new IOException("broken or no Parquet: " + shown, cause);
  }

  private ProbedFile read(Path file) throws SQLException {
    try (Connection connection = connect()) {
      String path = file.toString();
      List<ParquetElement> elements = new ArrayList<>();
      long rows = 0;
      String codec = "none";
      try (PreparedStatement statement = connection.prepareStatement(FOOTER)) {
        for (int i = 1; i <= 3; i++) {
          statement.setString(i, path);
        }
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            elements.add(
                new ParquetElement(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getString(4),
                    row.getString(5),
                    row.getInt(6),
                    row.getInt(7),
                    row.getString(8)));
            rows = row.getLong(9);
            codec = row.getString(10);
          }
        }
      }
      String compression = codec.equalsIgnoreCase("uncompressed") ? "none" : codec;
      return new ProbedFile(
          ParquetElement.columns(elements), rows, compression.toLowerCase(Locale.ROOT));
    }
  }

  private synchronized Connection connect() throws SQLException {
    if (closed) {
      throw new SQLException("the prober is closed");
    }
    if (engine == null) {
      Properties settings = new Properties();
      settings.setProperty("threads", "1");
      settings.setProperty("memory_limit", "256MB");
      settings.setProperty("autoinstall_known_extensions", "false");
      settings.setProperty("autoload_known_extensions", "false");
      DuckDBConnection opened =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
      try (Statement statement = opened.createStatement()) {
        statement.execute("SET lock_configuration=true");
      }
      engine = opened;
    }
    return engine.duplicate();
  }

  @Override
  public synchronized void close() throws SQLException {
    closed = true;
    threads.shutdown();
    if (engine != null) {
      engine.close();
    }
  }
}

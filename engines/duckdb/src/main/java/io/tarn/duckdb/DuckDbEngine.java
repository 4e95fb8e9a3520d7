package io.tarn.duckdb;

import io.tarn.catalog.spi.ParquetRows;
import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.SqlEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB embedded: one warm instance, a connection of its own for every statement.
 *
 * <p>The instance may open files below one directory only and its configuration is locked before
 * the first statement; nothing but SQL made by {@link PlanTranslator} reaches it. Native calls run
 * on the calling thread, which must be a platform thread.
 */
public final class DuckDbEngine implements SqlEngine, ParquetRows {
  private static final Logger log = LoggerFactory.getLogger(DuckDbEngine.class);

  private final Limits limits;
  private final Footers footers = new Footers();
  private @Nullable Instance instance;

  public DuckDbEngine(Limits limits) {
    this.limits = limits;
  }

  /**
   * What one instance may use.
   *
   * @param memoryMegabytes DuckDB's buffers; beyond it statements spill, then fail by name
   * @param threads worker threads of the instance
   */
  public record Limits(int memoryMegabytes, int threads) {}

  private record Instance(
      DuckDBConnection connection,
      JavaFunctions.Registry registry,
      PageScans pageScans,
      Path root) {}

  @Override
  public String name() {
    return "duckdb";
  }

  @Override
  public void warmUp(Path root) {
    try (Connection connection = open(root).connection().duplicate();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM range(10)");
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private synchronized Instance open(Path root) throws SQLException {
    if (instance != null && instance.root().equals(root) && !instance.registry().isCrowded()) {
      return instance;
    }
    if (instance != null) {
      // Statements under way hold connections of their own and keep the old instance alive.
      instance.connection().close();
      instance = null;
    }
    Properties properties = new Properties();
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("threads", Integer.toString(limits.threads()));
    properties.setProperty("memory_limit", limits.memoryMegabytes() + "MB");
    properties.setProperty("temp_directory", root.resolve("duckdb-spill").toString());
    DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
    try (Statement statement = connection.createStatement()) {
      for (String setting :
          List.of(
              "SET GLOBAL TimeZone='UTC'",
              "SET GLOBAL parquet_metadata_cache=true",
              "SET allowed_directories=[" + Literals.text(root + "/") + "]",
              "SET enable_external_access=false",
              "SET lock_configuration=true")) {
        statement.execute(setting);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    log.info(
        "DuckDB is open with {} MB and {} threads", limits.memoryMegabytes(), limits.threads());
    instance =
        new Instance(connection, new JavaFunctions.Registry(), new PageScans(connection), root);
    return instance;
  }

  @Override
  public Execution prepare(EngineQuery query, Functions functions) {
    Path root = query.directory().getParent();
    DuckDBConnection connection = null;
    try {
      Instance open = open(root == null ? query.directory() : root);
      connection = open.connection().duplicate();
      JavaFunctions javaFunctions = new JavaFunctions(connection, functions, open.registry());
      Scans scans = scans(open, connection, query);
      DuckExecution execution =
          new DuckExecution(
              query,
              connection,
              translator(
                  Expressions.fast(functions, javaFunctions), javaFunctions, functions, scans),
              // What was read counts once.
              own ->
                  translator(
                      Expressions.exact(functions, javaFunctions),
                      javaFunctions,
                      functions,
                      scans(open, own, query)),
              scans,
              new ResultText(javaFunctions),
              javaFunctions);
      connection = null;
      return execution;
    } catch (SQLException e) {
      throw Failures.of(e);
    } finally {
      closeQuietly(connection);
    }
  }

  @Override
  public void read(Path file, Map<String, List<String>> wanted, Consumer<String> row)
      throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path root = directory == null ? null : directory.getParent();
    if (root == null) {
      throw new IOException(file + " lies in no private directory");
    }
    DuckDBConnection connection = null;
    try {
      connection = open(root).connection().duplicate();
      new JsonRows(connection).read(file, wanted, row);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      closeQuietly(connection);
    }
  }

  private Scans scans(Instance open, DuckDBConnection connection, EngineQuery query) {
    return new Scans(connection, query.files(), footers, open.pageScans(), query.bytesMax());
  }

  private static PlanTranslator translator(
      Expressions expressions, JavaFunctions javaFunctions, Functions functions, Scans scans) {
    return new PlanTranslator(
        expressions,
        new Aggregates(
            expressions, javaFunctions, new TrinoAggregates(expressions, javaFunctions, functions)),
        scans);
  }

  private static void closeQuietly(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        log.warn("A DuckDB connection did not close", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (instance != null) {
      closeQuietly(instance.connection());
      instance = null;
    }
  }
}

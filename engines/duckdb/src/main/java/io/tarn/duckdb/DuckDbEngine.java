package io.tarn.duckdb;

import io.tarn.sql.spi.EngineQuery;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.SqlEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB embedded: warm instances ({@link Instances}), a connection of its own for every statement.
 * Native calls run on the calling thread, which must be a platform thread, or on that of a {@link
 * LargeLane}.
 */
public final class DuckDbEngine implements SqlEngine {
  private static final Logger log = LoggerFactory.getLogger(DuckDbEngine.class);

  /** No work group is called so. */
  private static final String CATALOG = "";

  private final Instances instances;
  private final Footers footers = new Footers();

  public DuckDbEngine(Limits limits) {
    this.instances = new Instances(limits);
  }

  /**
   * What all instances together may use, and each of them.
   *
   * @param memoryMegabytes DuckDB's buffers; beyond its share of them a statement spills
   * @param spillMegabytes what may be spilled; beyond its share a statement fails by name
   * @param threads worker threads of each instance
   */
  public record Limits(int memoryMegabytes, int spillMegabytes, int threads) {}

  @Override
  public String name() {
    return "duckdb";
  }

  @Override
  public void warmUp(Path root, String group) {
    try (Instances.Lease lease = instances.ofGroup(root, group);
        Connection connection = lease.instance().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM range(10)");
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public Execution prepare(EngineQuery query, Functions functions) {
    Path parent = query.directory().getParent();
    try {
      return new PlacedExecution(
          instances,
          (instance, where, onlySmall) -> execution(instance, where, functions, onlySmall),
          query,
          parent == null ? query.directory() : parent);
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private DuckExecution execution(
      Instance instance, EngineQuery query, Functions functions, boolean onlySmall)
      throws SQLException {
    DuckDBConnection connection = instance.connect();
    boolean made = false;
    try {
      JavaFunctions javaFunctions = new JavaFunctions(connection, functions, instance.registry());
      DuckExecution execution =
          new DuckExecution(
              query,
              connection,
              translation(
                  Expressions.fast(functions, javaFunctions),
                  javaFunctions,
                  functions,
                  scans(instance, connection, query)),
              () ->
                  translation(
                      Expressions.exact(functions, javaFunctions),
                      javaFunctions,
                      functions,
                      scans(instance, connection, query)),
              new ResultText(javaFunctions),
              javaFunctions,
              onlySmall);
      made = true;
      return execution;
    } finally {
      if (!made) {
        closeQuietly(connection);
      }
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
    try (Instances.Lease lease = instances.ofGroup(root, CATALOG);
        DuckDBConnection connection = lease.instance().connect()) {
      new JsonRows(connection).read(file, wanted, row);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Scans scans(Instance instance, DuckDBConnection connection, EngineQuery query) {
    return new Scans(connection, query.files(), footers, instance.pageScans(), query.bytesMax());
  }

  private static DuckExecution.Translation translation(
      Expressions expressions, JavaFunctions javaFunctions, Functions functions, Scans scans) {
    return new DuckExecution.Translation(
        new PlanTranslator(
            expressions,
            new Aggregates(
                expressions,
                javaFunctions,
                new TrinoAggregates(expressions, javaFunctions, functions)),
            scans),
        scans);
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("A DuckDB connection did not close", e);
    }
  }

  @Override
  public void close() {
    instances.close();
  }
}

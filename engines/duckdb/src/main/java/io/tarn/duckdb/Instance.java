package io.tarn.duckdb;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DuckDB database in memory with what it has been taught.
 *
 * <p>It may open files below one directory only and its configuration is locked before the first
 * statement; nothing but SQL made by {@link PlanTranslator} reaches it. Its worker threads begin
 * with the priority of the thread that opens it.
 */
final class Instance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Instance.class);

  private final DuckDBConnection connection;
  private final JavaFunctions.Registry registry = new JavaFunctions.Registry();
  private final PageScans pageScans;

  private Instance(DuckDBConnection connection) throws SQLException {
    this.connection = connection;
    this.pageScans = new PageScans(connection);
  }

  /**
   * What an instance may use.
   *
   * @param memoryMegabytes its buffers; beyond them statements spill
   * @param spillMegabytes what they may spill before they fail by name
   * @param threads its threads, of which one is the statement's own
   */
  record Share(long memoryMegabytes, long spillMegabytes, int threads) {}

  /**
   * Opens an instance.
   *
   * @param root the directory below which all files of its statements lie
   * @param name what tells its spilled files from others'
   */
  static Instance open(Path root, String name, Share share) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("threads", Integer.toString(share.threads()));
    properties.setProperty("memory_limit", share.memoryMegabytes() + "MB");
    properties.setProperty("temp_directory", root.resolve("duckdb-spill-" + name).toString());
    properties.setProperty("max_temp_directory_size", share.spillMegabytes() + "MB");
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
      log.info(
          "DuckDB's instance {} is open with {} MB and {} threads",
          name,
          share.memoryMegabytes(),
          share.threads());
      return new Instance(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  DuckDBConnection connect() throws SQLException {
    return connection.duplicate();
  }

  JavaFunctions.Registry registry() {
    return registry;
  }

  PageScans pageScans() {
    return pageScans;
  }

  /** Statements under way hold connections of their own, which keep the instance alive. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("A DuckDB instance did not close", e);
    }
  }
}

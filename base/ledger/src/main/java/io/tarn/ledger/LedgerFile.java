package io.tarn.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of a {@link LocalLedger}, read from beside it: by who checks or copies a data directory,
 * whether its lake runs or not. While it does not run, none can be started until this is closed.
 * Nothing is changed. One thread at a time; its reads have no time limit, and should be short, as
 * the lake's write-ahead log grows meanwhile.
 */
public final class LedgerFile implements Reading, AutoCloseable {
  private static final int FINDINGS_MAX = 100;

  private final @Nullable DirectoryLock lock;
  private final Optional<String> user;
  private final LedgerConnection connection;

  private LedgerFile(
      @Nullable DirectoryLock lock, Optional<String> user, LedgerConnection connection) {
    this.lock = lock;
    this.user = user;
    this.connection = connection;
  }

  /**
   * @throws LedgerException if there is no ledger, or a newer Tarn wrote it
   */
  public static LedgerFile open(Path directory) {
    Path file = directory.resolve("ledger.db");
    if (!Files.isRegularFile(file)) {
      throw new LedgerException("There is no lake in " + directory + ": it has no ledger.db");
    }
    DirectoryLock lock = null;
    Optional<String> user = Optional.empty();
    try {
      lock = DirectoryLock.acquire(directory);
    } catch (LedgerException e) {
      user = Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new LedgerException("The lock of " + directory + " could not be asked", e);
    }
    try {
      return open(file, lock, user);
    } catch (SQLException | RuntimeException e) {
      release(lock);
      throw e instanceof LedgerException ours
          ? ours
          : new LedgerException("The ledger " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static LedgerFile open(Path file, @Nullable DirectoryLock lock, Optional<String> user)
      throws SQLException {
    LedgerConnection connection = LocalLedger.connect(file);
    try {
      LocalLedger.refuseNewer(connection, file);
      return new LedgerFile(lock, user, connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A copy that {@link #copyTo} made, and that is no lake's. */
  public static LedgerFile openCopy(Path file) {
    try {
      LedgerConnection connection = LocalLedger.connectReadOnly(file);
      LocalLedger.refuseNewer(connection, file);
      return new LedgerFile(null, Optional.empty(), connection);
    } catch (SQLException e) {
      throw new LedgerException("The ledger " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Says who has the lake open at the moment; empty when it is stopped. */
  public Optional<String> user() {
    return user;
  }

  @Override
  public <T> T read(Work<T> work) {
    try (SqlTx tx = SqlTx.reading(connection)) {
      connection.execute("BEGIN");
      try {
        return work.run(tx);
      } finally {
        tx.close();
        connection.execute("COMMIT");
      }
    } catch (SQLException e) {
      throw new LedgerException("A read failed: " + e.getMessage(), e);
    }
  }

  /** What SQLite's own check finds wrong with the file; empty when all is well. */
  public List<String> damage() {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.jdbc().createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(" + FINDINGS_MAX + ")")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    } catch (SQLException e) {
      found.add(String.valueOf(e.getMessage()));
    }
    return found.equals(List.of("ok")) ? List.of() : found;
  }

  /** Writes all that is committed now to a new file, durable when this returns. */
  public void copyTo(Path target) throws IOException {
    try (PreparedStatement statement = connection.jdbc().prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, target.toString());
      statement.execute();
    } catch (SQLException e) {
      throw new IOException("The ledger could not be copied to " + target, e);
    }
    try (FileChannel copy = FileChannel.open(target, StandardOpenOption.WRITE)) {
      copy.force(true);
    }
  }

  private static void release(@Nullable DirectoryLock lock) {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      throw new LedgerException("The lock of the directory was not released", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new LedgerException("The ledger's file did not close well", e);
    } finally {
      release(lock);
    }
  }
}

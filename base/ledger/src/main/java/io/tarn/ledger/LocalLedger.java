package io.tarn.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The ledger of a single process: SQLite in {@code ledger.db}, write-ahead log, synchronous=FULL.
 *
 * <p>One directory is open in one process at most: a second is refused by name. What {@link
 * #commit} returns from is on disk. After a write or sync that the disk refused, all further
 * commits are answered InternalFailure until the next start.
 */
public final class LocalLedger extends SqlLedger {
  private static final Logger LOG = LoggerFactory.getLogger(LocalLedger.class);

  /** "Tarn" in ASCII: tells tools such as file(1) whose database this is. */
  private static final int APPLICATION_ID = 0x5461726e;

  private static final int FORMAT = 1;
  private static final long LOG_KEPT_BYTES = 64L << 20;

  /** SQLite's own 2 MiB make a writer read index pages again for almost every random key. */
  private static final int WRITER_CACHE_KIB = 32 * 1024;

  private final DirectoryLock lock;
  private final Path file;
  private final SqliteWriter writer;
  private final Readers readers;
  private final Checkpointer checkpointer;
  private boolean closed;

  private LocalLedger(
      DirectoryLock lock, Path file, LedgerConnection writing, InstantSource clock, Limits limits)
      throws SQLException {
    super(Dialect.SQLITE, clock, limits, UUID.randomUUID().toString());
    this.lock = lock;
    this.file = file;
    SqliteNumbers numbers = new SqliteNumbers();
    numbers.load(writing);
    writing.tidy();
    this.writer = new SqliteWriter(writing, numbers, limits, this::committed);
    this.readers = new Readers(limits, new SqliteSnapshots());
    this.checkpointer = new Checkpointer(connect(file), writer, limits.walBytes());
  }

  /**
   * Opens the ledger of a data directory, which is made if it does not exist.
   *
   * @throws LedgerException if the directory is in use, or was written by a newer Tarn
   */
  public static LocalLedger open(Path directory, InstantSource clock, Limits limits) {
    try {
      Files.createDirectories(directory);
      DirectoryLock lock = DirectoryLock.acquire(directory);
      try {
        return open(lock, directory.resolve("ledger.db"), clock, limits);
      } catch (SQLException | IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new LedgerException(
          "The ledger in " + directory + " could not be opened: " + e.getMessage(), e);
    }
  }

  private static LocalLedger open(DirectoryLock lock, Path file, InstantSource clock, Limits limits)
      throws SQLException, IOException {
    LedgerConnection writing = connect(file);
    try {
      try (Statement statement = writing.jdbc().createStatement()) {
        statement.execute("PRAGMA cache_size = -" + WRITER_CACHE_KIB);
      }
      checkFormat(writing, file);
      Migrations.apply(source(file), Dialect.SQLITE, "ledger");
      // The entry of a new file is durable only with its directory.
      try (FileChannel directory =
          FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
      LocalLedger ledger = new LocalLedger(lock, file, writing, clock, limits);
      ledger.writer.start();
      ledger.checkpointer.start();
      ledger.head().advance(ledger.newestFact());
      return ledger;
    } catch (SQLException | IOException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  /** Refuses what a newer Tarn wrote, by name. */
  static int refuseNewer(LedgerConnection connection, Path file) throws SQLException {
    int format = (int) pragma(connection, "user_version");
    if (format > FORMAT) {
      throw new LedgerException(
          "The data was written by a newer Tarn: "
              + file
              + " has format "
              + format
              + ", this binary knows up to "
              + FORMAT
              + "; start the newer one");
    }
    return format;
  }

  private static void checkFormat(LedgerConnection connection, Path file) throws SQLException {
    if (refuseNewer(connection, file) < FORMAT) {
      try (Statement statement = connection.jdbc().createStatement()) {
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + FORMAT);
      }
    }
  }

  private static long pragma(LedgerConnection connection, String name) throws SQLException {
    try (Statement statement = connection.jdbc().createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setJournalSizeLimit((int) LOG_KEPT_BYTES);
    // A transaction that begins by reading is refused at its first write, without waiting, when
    // another connection has written meanwhile.
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** A file that nobody writes, such as a backup's; nothing is written beside it either. */
  static LedgerConnection connectReadOnly(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return connect(source);
  }

  static LedgerConnection connect(Path file) throws SQLException {
    return connect(source(file));
  }

  private static LedgerConnection connect(SQLiteDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
    }
    // The driver would try a BEGIN after every statement; the ledger says itself when.
    SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
    sqlite.getConnectionConfig().setAutoCommit(false);
    sqlite.getConnectionConfig().setGetGeneratedKeys(false);
    return new LedgerConnection(connection, Dialect.SQLITE);
  }

  @Override
  public <T> T read(Work<T> work) {
    return readers.read(work);
  }

  @Override
  public <T> T commit(Work<T> work) {
    return writer.commit(work);
  }

  @Override
  <T> T commitPatiently(Work<T> work) {
    return writer.commitPatiently(work);
  }

  @Override
  boolean refusing() {
    return writer.refusing();
  }

  @Override
  void limitReads() {
    readers.limit();
  }

  @Override
  boolean shared() {
    return false;
  }

  @Override
  DataSource migrationSource() {
    return source(file);
  }

  /** How many times a COMMIT has been synced so far; several calls share one. */
  public long groups() {
    return writer.groups();
  }

  static boolean isDiskFault(SQLException error) {
    return error instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_IOERR.code;
  }

  static LedgerException fault(String what, SQLException cause) {
    return new LedgerException(
        what + ": " + cause.getMessage(), cause, SqliteWriter.isPassing(cause));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop();
    writer.close();
    readers.close();
    checkpointer.close();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("The lock of {} was not released well", file, e);
    }
  }

  private final class SqliteSnapshots implements Readers.Snapshots {
    @Override
    public LedgerConnection open() throws SQLException {
      LedgerConnection connection = connect(file);
      try (Statement statement = connection.jdbc().createStatement()) {
        statement.execute("PRAGMA query_only = true");
      }
      return connection;
    }

    @Override
    public void begin(LedgerConnection connection) throws SQLException {
      connection.execute("BEGIN");
    }

    @Override
    public void end(LedgerConnection connection) throws SQLException {
      connection.execute("COMMIT");
    }

    @Override
    public void abandon(LedgerConnection connection) throws SQLException {
      SQLiteConnection sqlite = connection.jdbc().unwrap(SQLiteConnection.class);
      sqlite.getDatabase().interrupt();
      try {
        sqlite.getDatabase()._exec("ROLLBACK");
      } catch (SQLException e) {
        LOG.debug("The read had ended already: {}", e.getMessage());
      }
    }
  }
}

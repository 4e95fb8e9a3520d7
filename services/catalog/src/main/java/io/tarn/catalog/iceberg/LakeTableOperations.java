package io.tarn.catalog.iceberg;

import static java.util.Objects.requireNonNull;

import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.Change;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Work;
import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * One table: its metadata lies in the store, and which file is current stands in the Glue table. A
 * commit writes a new file and then exchanges the location, if the table still has the version that
 * was read: whichever client changed it meanwhile, through whichever door, is seen.
 */
final class LakeTableOperations extends BaseMetastoreTableOperations {
  private static final String TABLE = "ICEBERG";

  private final Session session;
  private final String database;
  private final String name;
  private final FileIO io;
  private @Nullable Table read;

  LakeTableOperations(Session session, String database, String name) {
    this.session = session;
    this.database = database;
    this.name = name;
    io = session.files().get();
  }

  static boolean isIceberg(Table table) {
    return MetadataPointer.isOf(table, TABLE);
  }

  /** The Glue table's version that was read last; null before there is a table. */
  @Nullable String version() {
    return read == null ? null : read.versionId();
  }

  @Override
  protected String tableName() {
    return database + "." + name;
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  protected void doRefresh() {
    Optional<Table> found =
        session
            .ledger()
            .read(tx -> session.tables().findTable(tx, session.call().region(), database, name));
    read = found.orElse(null);
    if (found.isEmpty()) {
      if (currentMetadataLocation() != null) {
        throw new NoSuchTableException("Table does not exist: %s", tableName());
      }
      disableRefresh();
      return;
    }
    if (!isIceberg(found.get())) {
      throw new NoSuchIcebergTableException("Not an iceberg table: %s", tableName());
    }
    String location = requireNonNull(found.get().parameters()).get(MetadataPointer.LOCATION);
    refreshFromMetadataLocation(location, e -> false, 0);
  }

  @Override
  protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
    Pending pending = prepare(base, metadata);
    try {
      session.commits().commit(pending.change());
    } catch (ServiceError e) {
      // What failed by the ledger's own fault may have been committed: its file stays.
      if (e.status() < 500) {
        discard(pending);
      }
      throw failure(e, tableName());
    }
  }

  /** A change whose metadata file is written, and which no table shows yet. */
  record Pending(LakeTableOperations table, Work<Table> change, String location, boolean fresh) {}

  /**
   * @param base what {@link #current} gave; null for a new table
   */
  Pending prepare(@Nullable TableMetadata base, TableMetadata metadata) {
    if (base == null) {
      LakeIcebergCatalog.checkName(name);
    }
    String location = writeNewMetadataIfRequired(base == null, metadata);
    Change change = Change.of(session.call());
    Table old = read;
    boolean fresh = !location.equals(metadata.metadataFileLocation());
    if (base == null || old == null) {
      TableInput input = input(null, metadata, location);
      return new Pending(
          this, tx -> session.tables().createTable(tx, change, database, input), location, fresh);
    }
    TableInput input = input(old, metadata, location);
    String version = requireNonNull(old.versionId());
    return new Pending(
        this,
        tx -> session.tables().updateTableSkippingArchive(tx, change, database, input, version),
        location,
        fresh);
  }

  static RuntimeException failure(ServiceError e, String what) {
    return switch (e.code()) {
      case "ConcurrentModificationException" ->
          new CommitFailedException(e, "Cannot commit %s: %s", what, e.message());
      case "AlreadyExistsException" ->
          new AlreadyExistsException(e, "Table already exists: %s", what);
      case "EntityNotFoundException" ->
          new NoSuchTableException(e, "Cannot commit %s: %s", what, e.message());
      default -> e;
    };
  }

  /** Lets a metadata file go that no table names. */
  static void discard(Pending pending) {
    if (pending.fresh()) {
      MetadataPointer.discard(pending.table().io, pending.location());
    }
  }

  private TableInput input(@Nullable Table old, TableMetadata metadata, String location) {
    return TableInput.builder()
        .name(name)
        .description(metadata.property("comment", null))
        .owner(old == null ? null : old.owner())
        .tableType("EXTERNAL_TABLE")
        .parameters(MetadataPointer.moved(old, TABLE, location))
        .storageDescriptor(
            StorageDescriptor.builder()
                .location(metadata.location())
                .columns(GlueTypes.columns(metadata.schema()))
                .build())
        .build();
  }
}

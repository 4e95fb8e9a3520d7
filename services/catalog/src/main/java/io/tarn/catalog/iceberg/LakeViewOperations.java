package io.tarn.catalog.iceberg;

import static java.util.Objects.requireNonNull;

import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.Change;
import io.tarn.kernel.ServiceError;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseViewOperations;
import org.apache.iceberg.view.ViewMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One view: a Glue table of type VIRTUAL_VIEW that names its current metadata file. It is committed
 * as a table is. Source of the parameters: Apache Iceberg, iceberg-hive-metastore,
 * HiveViewOperations.
 */
final class LakeViewOperations extends BaseViewOperations {
  private static final String VIEW = "ICEBERG-VIEW";

  private final Session session;
  private final String database;
  private final String name;
  private final FileIO io;
  private @Nullable Table read;

  LakeViewOperations(Session session, String database, String name) {
    this.session = session;
    this.database = database;
    this.name = name;
    io = session.files().get();
  }

  static boolean isIceberg(Table table) {
    return "VIRTUAL_VIEW".equals(table.tableType()) && MetadataPointer.isOf(table, VIEW);
  }

  @Override
  protected String viewName() {
    return database + "." + name;
  }

  @Override
  protected FileIO io() {
    return io;
  }

  @Override
  protected void doRefresh() {
    Optional<Table> found =
        session
            .ledger()
            .read(tx -> session.tables().findTable(tx, session.call().region(), database, name))
            .filter(LakeViewOperations::isIceberg);
    read = found.orElse(null);
    if (found.isEmpty()) {
      if (currentMetadataLocation() != null) {
        throw new NoSuchViewException("View does not exist: %s", viewName());
      }
      disableRefresh();
      return;
    }
    String location = requireNonNull(found.get().parameters()).get(MetadataPointer.LOCATION);
    refreshFromMetadataLocation(location, e -> false, 0);
  }

  @Override
  protected void doCommit(@Nullable ViewMetadata base, ViewMetadata metadata) {
    if (base == null) {
      LakeIcebergCatalog.checkName(name);
    }
    String location = writeNewMetadataIfRequired(metadata);
    Table old = base == null ? null : read;
    TableInput input = input(old, metadata, location);
    Change change = Change.of(session.call());
    try {
      if (old == null) {
        session.commits().commit(tx -> session.tables().createTable(tx, change, database, input));
      } else {
        String version = requireNonNull(old.versionId());
        session
            .commits()
            .commit(
                tx ->
                    session
                        .tables()
                        .updateTableSkippingArchive(tx, change, database, input, version));
      }
    } catch (ServiceError e) {
      // What failed by the ledger's own fault may have been committed: its file stays.
      if (e.status() < 500 && !location.equals(metadata.metadataFileLocation())) {
        MetadataPointer.discard(io, location);
      }
      throw failure(e);
    }
  }

  private RuntimeException failure(ServiceError e) {
    return switch (e.code()) {
      case "ConcurrentModificationException" ->
          new CommitFailedException(e, "Cannot commit %s: %s", viewName(), e.message());
      case "AlreadyExistsException" ->
          new AlreadyExistsException(e, "Table or view already exists: %s", viewName());
      case "EntityNotFoundException" ->
          new NoSuchViewException(e, "Cannot commit %s: %s", viewName(), e.message());
      default -> e;
    };
  }

  private TableInput input(@Nullable Table old, ViewMetadata metadata, String location) {
    ViewText text = ViewText.of(metadata, database);
    return TableInput.builder()
        .name(name)
        .description(metadata.properties().get("comment"))
        .owner(old == null ? null : old.owner())
        .tableType("VIRTUAL_VIEW")
        .viewOriginalText(text.original())
        .viewExpandedText(text.expanded())
        .parameters(MetadataPointer.moved(old, VIEW, location))
        .storageDescriptor(
            StorageDescriptor.builder()
                .location(metadata.location())
                .columns(GlueTypes.columns(metadata.schema()))
                .build())
        .build();
  }
}

package io.tarn.catalog.iceberg;

import io.tarn.catalog.iceberg.LakeTableOperations.Pending;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

/**
 * Changes of several tables that are seen together or not at all: one commit of the ledger. Where a
 * table has changed meanwhile, everything is built anew on what it has become, as long as the
 * requirements hold.
 */
final class TableTransaction {
  private static final int ATTEMPTS = 5;

  private final Session session;
  private final LakeIcebergCatalog catalog;

  TableTransaction(Session session, LakeIcebergCatalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  static boolean creates(UpdateTableRequest request) {
    return request.requirements().stream()
        .anyMatch(UpdateRequirement.AssertTableDoesNotExist.class::isInstance);
  }

  void commit(List<UpdateTableRequest> changes) {
    Set<TableIdentifier> seen = new HashSet<>();
    for (UpdateTableRequest change : changes) {
      if (!seen.add(LakeIcebergCatalog.folded(change.identifier()))) {
        throw new IllegalArgumentException(
            "Two changes of one table in a transaction: " + change.identifier());
      }
    }
    int attempt = 1;
    while (!commitOnce(changes, attempt == ATTEMPTS)) {
      attempt++;
    }
  }

  private boolean commitOnce(List<UpdateTableRequest> changes, boolean last) {
    List<Pending> pending = new ArrayList<>();
    boolean unknown = false;
    boolean done = false;
    try {
      for (UpdateTableRequest change : changes) {
        prepare(change).ifPresent(pending::add);
      }
      session
          .commits()
          .commit(
              tx -> {
                for (Pending one : pending) {
                  one.change().run(tx);
                }
                return pending.size();
              });
      done = true;
      return true;
    } catch (ServiceError e) {
      // What failed by the ledger's own fault may have been committed: its files stay.
      unknown = e.status() >= 500;
      if (!last && e.code().equals("ConcurrentModificationException")) {
        return false;
      }
      throw LakeTableOperations.failure(e, "the transaction");
    } finally {
      if (!done && !unknown) {
        pending.forEach(LakeTableOperations::discard);
      }
    }
  }

  /** Empty where nothing changes. */
  private Optional<Pending> prepare(UpdateTableRequest change) {
    LakeTableOperations table = catalog.newTableOps(change.identifier());
    TableMetadata base = table.current();
    boolean creates = creates(change);
    if (base == null && !creates) {
      throw new NoSuchTableException("Table does not exist: %s", change.identifier());
    }
    change.requirements().forEach(requirement -> requirement.validate(base));
    TableMetadata.Builder builder =
        base == null ? empty(change.updates()) : TableMetadata.buildFrom(base);
    change.updates().forEach(update -> update.applyTo(builder));
    TableMetadata changed = builder.build();
    return base != null && changed.changes().isEmpty()
        ? Optional.empty()
        : Optional.of(table.prepare(base, changed));
  }

  private static TableMetadata.Builder empty(List<MetadataUpdate> updates) {
    for (MetadataUpdate update : updates) {
      if (update instanceof MetadataUpdate.UpgradeFormatVersion format) {
        return TableMetadata.buildFromEmpty(format.formatVersion());
      }
    }
    return TableMetadata.buildFromEmpty();
  }
}

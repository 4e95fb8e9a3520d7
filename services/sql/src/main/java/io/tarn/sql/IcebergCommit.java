package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.catalog.iceberg.Commits;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.ledger.Work;
import io.tarn.sql.spi.EngineException;
import java.util.function.Consumer;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * A statement's change of an Iceberg table: new files, the exchange of the table's metadata and the
 * statement's own end are one commit. When another writer was first, the change is made again upon
 * what he left, as long as it still holds there.
 */
final class IcebergCommit implements Commits, Outcome.Publishing {
  /** Iceberg tries a change several times itself; under many writers that is not enough. */
  private static final int TRIES = 10;

  private final StatementContext context;
  private final StagedFiles files;
  private final LakeIcebergCatalog catalog;
  private final Consumer<LakeIcebergCatalog> change;
  private @Nullable Work<Boolean> end;
  private boolean done;

  /**
   * @param change makes the change through the catalog and commits it there
   */
  IcebergCommit(StatementContext context, Consumer<LakeIcebergCatalog> change) {
    this.context = context;
    this.change = change;
    files = new StagedFiles(context);
    catalog =
        new LakeIcebergCatalog(
            new Session(context.ledger(), context.tables(), context.call(), "", this, () -> files));
  }

  StagedFiles files() {
    return files;
  }

  @Override
  public void publish(Work<Boolean> last) {
    end = last;
    for (int attempt = 1; !done; attempt++) {
      try {
        change.accept(catalog);
        if (!done) {
          // There was nothing to change.
          commit(_ -> true);
        }
      } catch (CommitFailedException e) {
        if (attempt == TRIES) {
          throw failed(e);
        }
      } catch (ValidationException e) {
        throw failed(e);
      } catch (NoSuchTableException e) {
        throw new EngineException("TABLE_NOT_FOUND", String.valueOf(e.getMessage()), e);
      } catch (AlreadyExistsException e) {
        throw new EngineException("TABLE_ALREADY_EXISTS", String.valueOf(e.getMessage()), e);
      }
    }
  }

  private static EngineException failed(RuntimeException e) {
    return new EngineException(
        IcebergErrors.COMMIT_ERROR,
        "Failed to commit the transaction during write: " + e.getMessage(),
        e);
  }

  @Override
  public <R> R commit(Work<R> work) {
    R result =
        context
            .ledger()
            .commit(
                tx -> {
                  R made = work.run(tx);
                  files.publish(tx);
                  requireNonNull(end, "end is null").run(tx);
                  return made;
                });
    done = true;
    files.published();
    return result;
  }

  @Override
  public void close() {
    files.close();
  }
}

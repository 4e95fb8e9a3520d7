package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.tarn.ledger.Tx;
import io.tarn.ledger.Work;
import io.tarn.store.Publication;
import io.tarn.store.Staged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a statement has done so far, unseen: files staged, changes to make. All of it becomes
 * visible in one commit, or nothing.
 */
final class Outcome implements AutoCloseable {
  /** A change inside the publishing commit; may run several times. */
  @FunctionalInterface
  interface Effect {
    void apply(Tx tx) throws SQLException;
  }

  /** How the end of a statement is committed together with what it has done. */
  interface Publishing extends AutoCloseable {
    /**
     * @param end all that is to be in the same commit
     */
    void publish(Work<Boolean> end);

    @Override
    void close();
  }

  /** A staged file and the object it becomes. */
  record Output(Staged staged, Publication publication) {}

  final List<Output> outputs = new ArrayList<>();
  final List<Effect> effects = new ArrayList<>();
  List<ColumnInfo> columns = List.of();
  Optional<Long> updateCount = Optional.empty();
  Optional<String> outputLocation = Optional.empty();
  Optional<String> manifestLocation = Optional.empty();

  /** Set when more than the ledger's commit is needed. */
  Optional<Publishing> publishing = Optional.empty();

  /** Set when the result is that of an earlier statement. */
  boolean reused;

  /** What later statements must equal to be given this result; empty when none may. */
  Optional<String> offer = Optional.empty();

  long bytesScanned;
  long inputRows;
  long outputRows;
  long planningMillis;
  long engineMillis;

  @Override
  public void close() {
    outputs.forEach(output -> output.staged().close());
    publishing.ifPresent(Publishing::close);
  }
}
